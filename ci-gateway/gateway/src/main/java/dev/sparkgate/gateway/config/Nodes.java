package dev.sparkgate.gateway.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Says where and what a YAML node is. */
final class Nodes {
    private static final Pattern PLAIN_KEY = Pattern.compile("[\\w-]+");
    private static final int LONGEST_QUOTE = 80;

    private Nodes() {}

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    static boolean isNull(@Nullable Node node) {
        return node != null && node.getTag().equals(Tag.NULL);
    }

    /** Returns the key's text; a key that is no text gets one that no reader knows. */
    static String key(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : describe(entry.getKeyNode());
    }

    /** Returns the text of a scalar; null when it is none or has no value. */
    static @Nullable String text(Node node) {
        return node instanceof ScalarNode scalar && !isNull(node) ? scalar.getValue() : null;
    }

    /** Quotes a value for a message. */
    static String describe(Node node) {
        if (node instanceof ScalarNode scalar) {
            String text = isNull(node) ? "null" : scalar.getValue();
            return "'" + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text) + "'";
        }
        return node instanceof MappingNode ? "a mapping" : "a list";
    }

    /** Joins a path and a key: {@code pools.default}, {@code pools['spark-4.0']}. */
    static String path(String path, String key) {
        if (!PLAIN_KEY.matcher(key).matches()) {
            return path + "['" + key + "']";
        }
        return path.isEmpty() ? key : path + "." + key;
    }
}
