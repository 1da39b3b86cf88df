package dev.sparkgate.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** Fills in the name template of a namespace. */
public final class NamespaceName {
    /** As long as a Kubernetes label or a DNS name may be. */
    static final int MAX_LENGTH = 63;

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z-]+)}");

    private NamespaceName() {}

    /**
     * Returns the name: lower case, letters, digits and dashes only, at most 63 characters. A value that had to be
     * changed gets a hash of its original, so that two values never share a name.
     */
    public static String of(String template, Map<String, String> variables) {
        Matcher matcher = VARIABLE.matcher(template);
        StringBuilder name = new StringBuilder();
        while (matcher.find()) {
            String value = variables.getOrDefault(matcher.group(1), "");
            matcher.appendReplacement(name, Matcher.quoteReplacement(clean(value)));
        }
        matcher.appendTail(name);
        String whole = name.toString();
        if (whole.length() <= MAX_LENGTH) {
            return whole;
        }
        return whole.substring(0, MAX_LENGTH - 9) + "-" + hash(whole);
    }

    private static String clean(String value) {
        String clean = value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        clean = clean.replaceAll("^-+|-+$", "");
        return clean.equals(value) ? clean : clean + (clean.isEmpty() ? "" : "-") + hash(value);
    }

    /** Returns eight hex digits that tell values apart; not a secret. */
    public static String hash(String value) {
        CRC32 crc = new CRC32();
        crc.update(value.getBytes(UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
