package dev.sparkgate.gateway.config;

import dev.sparkgate.gateway.config.ConfigResult.Invalid;
import dev.sparkgate.gateway.config.ConfigResult.Valid;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads {@code sparkgate.yaml}. */
public final class ConfigReader {
    private ConfigReader() {}

    /** Reads a file. */
    public static ConfigResult read(Path file) {
        try {
            return read(Files.readString(file), file.toAbsolutePath().getParent());
        } catch (NoSuchFileException e) {
            return unreadable("file " + file + " does not exist (expected: a YAML file); check the path");
        } catch (CharacterCodingException e) {
            return unreadable("file " + file + " is not UTF-8 text (expected: a YAML file); save it as UTF-8");
        } catch (IOException e) {
            return unreadable("cannot read " + file + ": " + e + " (expected: a readable YAML file); check its rights");
        }
    }

    /** Reads the text of a file. */
    public static ConfigResult read(String yaml) {
        return read(yaml, null);
    }

    private static ConfigResult read(String yaml, @Nullable Path folder) {
        Problems problems = new Problems();
        try {
            Node root = compose(yaml);
            GatewayConfig config = YamlSection.read(root, "", 1, problems, in -> RootReader.read(in, folder));
            return problems.isEmpty() ? new Valid(config) : new Invalid(problems.inOrder());
        } catch (MarkedYamlEngineException e) {
            return syntaxError(e);
        } catch (ReaderException e) {
            long line = yaml.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            return invalid(
                    (int) line,
                    "character " + String.format("U+%04X", e.getCodePoint())
                            + " is not allowed in YAML (expected: printable text); remove it");
        } catch (YamlEngineException e) {
            return invalid(1, "is not YAML: " + e.getMessage() + " (expected: YAML 1.2)");
        }
    }

    private static @Nullable Node compose(String yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setLabel("sparkgate.yaml")
                .build();
        Node root = new Compose(settings).composeString(yaml).orElse(null);
        return Nodes.isNull(root) ? null : root;
    }

    private static ConfigResult syntaxError(MarkedYamlEngineException e) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        String where = mark == null ? "" : " at column " + (mark.getColumn() + 1);
        String context = e.getContext() == null ? "" : ", " + e.getContext();
        return invalid(
                mark == null ? 1 : mark.getLine() + 1,
                "is not YAML" + where + ": " + e.getProblem() + context
                        + " (expected: YAML 1.2); check indentation, quotes and brackets here and on the line above");
    }

    private static ConfigResult unreadable(String message) {
        return invalid(0, message);
    }

    private static ConfigResult invalid(int line, String message) {
        return new Invalid(List.of(new ConfigError("", line, message)));
    }
}
