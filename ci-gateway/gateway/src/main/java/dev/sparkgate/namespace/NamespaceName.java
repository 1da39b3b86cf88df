package dev.sparkgate.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the name template of a namespace.
 *
 * <p>A name says which values it was made of, or it ends in a hash of them. It says so when no value had to be changed and
 * no two of them can be mixed up: of {@code {team}-{user}}, a name {@code a-b-c} could be that of team {@code a-b} as well as
 * of team {@code a}. So two namespaces never share a name, whatever their teams and users are called.
 */
public final class NamespaceName {
    /** As long as a Kubernetes label or a DNS name may be. */
    static final int MAX_LENGTH = 63;

    /** Of a SHA-256: too long to be met by trying. */
    private static final int HASH_LENGTH = 16;

    /** Stands in no name otherwise. */
    private static final String MARK = "--";

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z-]+)}");
    /** Callers choose these, so two of them must be told apart by what stands between them. */
    private static final String CHOSEN = "\\{(team|user|job)}";

    private static final Pattern SEVERAL_CHOSEN = Pattern.compile(".*" + CHOSEN + ".*" + CHOSEN + ".*");
    private static final Pattern NOT_SEPARATED =
            Pattern.compile(".*" + CHOSEN + "([a-zA-Z0-9]|\\{[a-z-]+})*" + CHOSEN + ".*");

    private NamespaceName() {}

    /** Returns the name: lower case, letters, digits and dashes only, at most 63 characters. */
    public static String of(String template, Map<String, String> variables) {
        Matcher matcher = VARIABLE.matcher(template);
        StringBuilder name = new StringBuilder();
        List<String> said = new ArrayList<>();
        while (matcher.find()) {
            String value = variables.getOrDefault(matcher.group(1), "");
            matcher.appendReplacement(name, Matcher.quoteReplacement(clean(value)));
            said.add(matcher.group(1));
        }
        matcher.appendTail(name);
        String whole = clean(name.toString());
        if (whole.length() <= MAX_LENGTH && isTold(template, said, variables)) {
            return whole;
        }
        String cut = whole.substring(0, Math.min(whole.length(), MAX_LENGTH - MARK.length() - HASH_LENGTH));
        return clean(cut) + MARK + hash(identity(template, said, variables));
    }

    /** Returns sixteen hex digits that tell values apart; not a secret. */
    public static String hash(String value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is in every Java", e);
        }
    }

    /** Says whether the values can be read off the name again. */
    private static boolean isTold(String template, List<String> said, Map<String, String> variables) {
        boolean several = SEVERAL_CHOSEN.matcher(template).matches();
        if (several && NOT_SEPARATED.matcher(template).matches()) {
            return false;
        }
        return said.stream().allMatch(variable -> {
            String value = variables.getOrDefault(variable, "");
            boolean chosen = ("{" + variable + "}").matches(CHOSEN);
            return !value.isEmpty() && clean(value).equals(value) && !(several && chosen && value.contains("-"));
        });
    }

    /** Joins the values so that no two lists of them give the same text. */
    private static String identity(String template, List<String> said, Map<String, String> variables) {
        StringBuilder identity = new StringBuilder(template);
        for (String variable : said) {
            String value = variables.getOrDefault(variable, "");
            identity.append('\n').append(value.length()).append(':').append(value);
        }
        return identity.toString();
    }

    private static String clean(String value) {
        return value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    }
}
