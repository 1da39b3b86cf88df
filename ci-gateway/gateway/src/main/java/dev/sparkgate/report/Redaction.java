package dev.sparkgate.report;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of texts what must not be shown: known secrets, and what stands where passwords and keys usually do. The rules
 * are for options and settings in SQL; a secret that nothing names as one is not found. What is found in one text is
 * taken out of the next ones too: an error quotes the query's words without what stood before them. Not thread-safe.
 */
final class Redaction {
    private static final String HIDDEN = "***";
    /** What is shorter is too common to be taken out wherever it stands. */
    private static final int SHORTEST = 4;

    private static final String KEY =
            "(?<![\\w.-])[\\w.-]*?(?:password|passwd|pwd|secret|token|credential|(?:api|access|private|account)[_.-]?key)[\\w.-]*+";
    /** Ends at its quote, or where the text is cut. */
    private static final String QUOTED =
            "(?:'[^'\\\\]*+(?:(?:\\\\.|'')[^'\\\\]*+)*+(?:'|\\\\?$)|\"[^\"\\\\]*+(?:(?:\\\\.|\"\")[^\"\\\\]*+)*+(?:\"|\\\\?$))";

    /** What stands before a secret, and the secret. */
    private static final List<Pattern> RULES = List.of(
            rule("(x-sparkgate-lease=)([^;&\\s'\"]++)"),
            rule("(\\bbearer\\s++)([\\w.~+/=-]{8,}+)"),
            rule("(://[^/\\s:@'\"]++:)([^@/\\s'\"]++)(?=@)"),
            rule("([?&;]" + KEY + "=)([^&;\\s'\"]++)"),
            rule("(" + KEY + "[\"'`]?+(?:\\s*+(?:=>|==?|:|,)\\s*+|\\s++))(" + QUOTED + ")"),
            rule("(^\\s*+set\\s++[\"'`]?" + KEY + "[\"'`]?+\\s*+=\\s*+)([^;]++)"));

    private final Set<String> secrets = new LinkedHashSet<>();

    /** Takes {@code known} out wherever it stands. */
    Redaction(Collection<String> known) {
        known.forEach(this::learn);
    }

    /** Returns the text without what must not be shown. */
    String hide(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, HIDDEN);
        }
        for (Pattern rule : RULES) {
            shown = rule.matcher(shown).replaceAll(this::hidden);
        }
        return shown;
    }

    private String hidden(MatchResult match) {
        String secret = match.group(2);
        boolean quoted = secret.startsWith("'") || secret.startsWith("\"");
        learn(quoted ? unquoted(secret) : secret.strip());
        return Matcher.quoteReplacement(match.group(1) + (quoted ? "'" + HIDDEN + "'" : HIDDEN));
    }

    private void learn(String secret) {
        if (secret.length() >= SHORTEST) {
            secrets.add(secret);
        }
    }

    private static String unquoted(String literal) {
        boolean closed = literal.length() > 1 && literal.charAt(literal.length() - 1) == literal.charAt(0);
        return literal.substring(1, closed ? literal.length() - 1 : literal.length());
    }

    private static Pattern rule(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
