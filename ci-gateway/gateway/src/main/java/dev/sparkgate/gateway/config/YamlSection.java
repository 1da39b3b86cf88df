package dev.sparkgate.gateway.config;

import dev.sparkgate.text.NearestKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a mapping of a YAML document; a key that nobody asked for is an error. */
final class YamlSection implements Section {
    private static final String EMPTY = "is empty (expected: at least 1 entry); add one or remove the key";

    private final String path;
    private final int line;
    private final Map<String, NodeTuple> entries;
    private final Problems problems;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Map<String, String> ofOtherVariants = new LinkedHashMap<>();
    private boolean unreadable;

    private YamlSection(String path, int line, Map<String, NodeTuple> entries, Problems problems) {
        this.path = path;
        this.line = line;
        this.entries = entries;
        this.problems = problems;
    }

    /** Reads a node as a mapping; null is an empty one. */
    static <T> T read(@Nullable Node node, String path, int line, Problems problems, Reader<T> reader) {
        if (node != null && !(node instanceof MappingNode)) {
            problems.add(
                    path, Nodes.line(node), Nodes.describe(node) + " is not a mapping (expected: key: value pairs)");
            return reader.read(new SchemaSection());
        }
        YamlSection section = new YamlSection(path, line, entries((MappingNode) node, path, problems), problems);
        T value = reader.read(section);
        section.refuseUnknownKeys();
        return value;
    }

    @Override
    public <T> @Nullable T optional(String key, Scalar<T> scalar, String about) {
        Node node = find(key);
        return node == null ? null : parse(node, path(key), scalar);
    }

    @Override
    public <T> T value(String key, Scalar<T> scalar, T fallback, String about) {
        T value = optional(key, scalar, about);
        return value == null ? fallback : value;
    }

    @Override
    public <T> T required(String key, Scalar<T> scalar, T standIn, String about) {
        if (find(key) == null) {
            problem(key, "is missing (expected: " + scalar.expected() + "); add it");
            return standIn;
        }
        return value(key, scalar, standIn, about);
    }

    @Override
    public <T> List<T> values(String key, Scalar<T> scalar, List<T> fallback, String about) {
        Node node = find(key);
        if (node == null) {
            return fallback;
        }
        List<T> values = new ArrayList<>();
        int index = 0;
        for (Node item : items(key, node)) {
            T value = parse(item, path(key) + "[" + index++ + "]", scalar);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    @Override
    public Map<String, String> pairs(String key, String about, Refusal refusal) {
        Map<String, String> pairs = new LinkedHashMap<>();
        mapping(key).forEach((name, entry) -> {
            String value = Nodes.text(entry.getValueNode());
            String refused = value == null
                    ? Nodes.describe(entry.getValueNode()) + " is not a text (expected: one value)"
                    : refusal.of(name);
            if (refused != null) {
                problems.add(Nodes.path(path(key), name), Nodes.line(entry.getKeyNode()), refused);
            } else if (value != null) {
                pairs.put(name, value);
            }
        });
        return pairs;
    }

    @Override
    public <T> T section(String key, String about, Reader<T> reader) {
        return read(find(key), path(key), line(key), problems, reader);
    }

    @Override
    public <T> Map<String, T> sections(String key, Scalar<String> name, String about, NamedReader<T> reader) {
        Map<String, T> sections = new LinkedHashMap<>();
        mapping(key).forEach((entryName, entry) -> {
            String entryPath = Nodes.path(path(key), entryName);
            int entryLine = Nodes.line(entry.getKeyNode());
            if (name.parser().parse(entryName) == null) {
                problems.add(
                        entryPath,
                        entryLine,
                        "'" + entryName + "' is not " + name.name() + " (expected: " + name.expected() + ")");
            }
            Node node = Nodes.isNull(entry.getValueNode()) ? null : entry.getValueNode();
            sections.put(entryName, read(node, entryPath, entryLine, problems, in -> reader.read(entryName, in)));
        });
        if (find(key) instanceof MappingNode node && node.getValue().isEmpty()) {
            problem(key, EMPTY);
        }
        return sections;
    }

    @Override
    public <T> List<T> list(String key, String about, Reader<T> reader) {
        Node node = find(key);
        List<T> list = new ArrayList<>();
        if (node == null) {
            return list;
        }
        if (node instanceof SequenceNode sequence && sequence.getValue().isEmpty()) {
            problem(key, EMPTY);
        }
        for (Node item : items(key, node)) {
            list.add(read(item, path(key) + "[" + list.size() + "]", Nodes.line(item), problems, reader));
        }
        return list;
    }

    @Override
    public <T> T variant(
            String key, String about, @Nullable String fallback, List<Variant<T>> variants, List<String> later) {
        Node node = find(key);
        String names = String.join(", ", variants.stream().map(Variant::name).toList());
        String chosen = node instanceof ScalarNode scalar ? scalar.getValue() : node == null ? fallback : null;
        for (Variant<T> variant : variants) {
            if (variant.name().equals(chosen)) {
                variants.stream().filter(other -> !other.equals(variant)).forEach(other -> noteOther(key, other));
                return variant.reader().read(this);
            }
        }
        unreadable = true; // which keys belong here depends on the one that is wrong
        if (node == null) {
            problem(key, "is missing (expected: one of " + names + "); add it");
        } else if (chosen != null && later.contains(chosen)) {
            problem(key, "'" + chosen + "' is not supported by this version (supported: " + names + ")");
        } else {
            problem(key, Nodes.describe(node) + " is not known (expected: one of " + names + ")");
        }
        return variants.get(0).reader().read(new SchemaSection());
    }

    @Override
    public boolean has(String key) {
        return find(key) != null;
    }

    @Override
    public void problem(String key, String message) {
        problems.add(path(key), line(key), message);
    }

    private void noteOther(String key, Variant<?> other) {
        SchemaSection recorder = new SchemaSection();
        other.reader().read(recorder);
        recorder.keys().forEach(name -> ofOtherVariants.put(name, key + ": " + other.name()));
    }

    private void refuseUnknownKeys() {
        if (unreadable) {
            return;
        }
        entries.keySet().stream().filter(key -> !asked.contains(key)).forEach(key -> problem(key, unknown(key)));
    }

    private String unknown(String key) {
        String other = ofOtherVariants.get(key);
        if (other != null) {
            return "key '" + key + "' has no meaning here (expected: only with " + other + "); remove it";
        }
        Collection<String> known = new TreeSet<>(asked);
        String nearest = NearestKey.of(key, known);
        String all = String.join(", ", known);
        return nearest == null
                ? "unknown key '" + key + "' (expected: one of " + all + "); remove it"
                : "unknown key '" + key + "' (expected: one of " + all + "); did you mean '" + nearest + "'?";
    }

    private @Nullable Node find(String key) {
        asked.add(key);
        NodeTuple entry = entries.get(key);
        return entry == null || Nodes.isNull(entry.getValueNode()) ? null : entry.getValueNode();
    }

    private <T> @Nullable T parse(Node node, String valuePath, Scalar<T> scalar) {
        T value = node instanceof ScalarNode text ? scalar.parser().parse(text.getValue()) : null;
        if (value == null) {
            problems.add(
                    valuePath,
                    Nodes.line(node),
                    Nodes.describe(node) + " is not " + scalar.name() + " (expected: " + scalar.expected() + ")");
        }
        return value;
    }

    private List<Node> items(String key, Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problem(key, Nodes.describe(node) + " is not a list (expected: [item, …])");
        return List.of();
    }

    private Map<String, NodeTuple> mapping(String key) {
        Node node = find(key);
        if (node == null || node instanceof MappingNode) {
            return entries((MappingNode) node, path(key), problems);
        }
        problem(key, Nodes.describe(node) + " is not a mapping (expected: key: value pairs)");
        return Map.of();
    }

    private static Map<String, NodeTuple> entries(@Nullable MappingNode node, String path, Problems problems) {
        Map<String, NodeTuple> entries = new LinkedHashMap<>();
        for (NodeTuple entry : node == null ? List.<NodeTuple>of() : node.getValue()) {
            String key = Nodes.key(entry);
            NodeTuple first = entries.putIfAbsent(key, entry);
            if (first != null) {
                problems.add(
                        Nodes.path(path, key),
                        Nodes.line(entry.getKeyNode()),
                        "key '" + key + "' is there twice, first on line " + Nodes.line(first.getKeyNode())
                                + " (expected: once); remove one");
            }
        }
        return entries;
    }

    private String path(String key) {
        return Nodes.path(path, key);
    }

    private int line(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null ? line : Nodes.line(entry.getKeyNode());
    }
}
