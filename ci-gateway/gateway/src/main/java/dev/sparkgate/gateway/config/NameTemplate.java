package dev.sparkgate.gateway.config;

import dev.sparkgate.text.NearestKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks templates of namespace names. */
final class NameTemplate {
    static final List<String> VARIABLES = List.of("team", "environment", "user", "user-hash", "lease", "job");
    static final String VARIABLES_SHOWN =
            VARIABLES.stream().map(variable -> "{" + variable + "}").collect(Collectors.joining(", "));

    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern LITERALS = Pattern.compile("[A-Za-z0-9_-]*");
    private static final int LONGEST = 100;

    private NameTemplate() {}

    static Set<String> variables(String template) {
        Set<String> variables = new LinkedHashSet<>();
        Matcher matcher = VARIABLE.matcher(template);
        while (matcher.find()) {
            variables.add(matcher.group(1));
        }
        return variables;
    }

    /** Says what is wrong with a template. */
    static Optional<String> problem(String template) {
        for (String variable : variables(template)) {
            if (!VARIABLES.contains(variable)) {
                String nearest = NearestKey.of(variable, VARIABLES);
                return Optional.of(
                        "'" + template + "' has the unknown variable {" + variable + "} (expected: " + VARIABLES_SHOWN
                                + "); " + (nearest == null ? "remove it" : "did you mean {" + nearest + "}?"));
            }
        }
        String literals = VARIABLE.matcher(template).replaceAll("");
        if (!LITERALS.matcher(literals).matches() || template.length() > LONGEST) {
            return Optional.of("'" + template + "' is not a name (expected: at most " + LONGEST
                    + " letters, digits, '-', '_' and variables such as {lease}); change it");
        }
        return Optional.empty();
    }
}
