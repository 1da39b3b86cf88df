package dev.sparkgate.driver.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.View;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogs of namespaces that started as a copy of another one's pointers. */
class LeaseForkTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Namespace RAW = Namespace.of("raw");
    private static final TableIdentifier EVENTS = TableIdentifier.of("raw", "events");

    @TempDir
    Path root;

    private LeaseCatalog template;

    @BeforeEach
    void fill() throws Exception {
        Files.createDirectories(root.resolve("templates/one"));
        template = open("templates/one");
        template.createNamespace(RAW);
        append(template.createTable(EVENTS, SCHEMA), "a");
    }

    @Test
    void shouldShareNoLaterWriteWhenTwoForkTheSame() throws Exception {
        // Given
        LeaseCatalog one = fork("one", "templates/one");
        LeaseCatalog two = fork("two", "templates/one");
        Map<Path, Long> before = files("templates/one");
        // When
        append(one.loadTable(EVENTS), "b");
        append(one.loadTable(EVENTS), "c");
        two.loadTable(EVENTS).newDelete().deleteFile(dataFile("a")).commit();
        two.createTable(TableIdentifier.of("raw", "more"), SCHEMA);
        // Then
        assertThat(dataFiles(one.loadTable(EVENTS))).isEqualTo(3);
        assertThat(dataFiles(two.loadTable(EVENTS))).isZero();
        assertThat(dataFiles(template.loadTable(EVENTS))).isEqualTo(1);
        assertThat(template.listTables(RAW)).containsExactly(EVENTS);
        assertThat(one.listTables(RAW)).containsExactly(EVENTS);
        assertThat(files("templates/one")).isEqualTo(before);
    }

    @Test
    void shouldWriteInItsOwnFolderWhenTheTableIsInherited() throws Exception {
        // Given
        LeaseCatalog fork = fork("one", "templates/one");
        Table table = fork.loadTable(EVENTS);
        String location = table.location();
        // When
        append(table, "b");
        // Then
        assertThat(location).startsWith("file:" + root + "/namespaces/one/pedregal/events-");
        assertThat(another("namespaces/one").loadTable(EVENTS).location()).isEqualTo(location);
        TableMetadata metadata = metadata(another("namespaces/one").loadTable(EVENTS));
        assertThat(metadata.metadataFileLocation()).startsWith(location + "/metadata/");
        assertThat(metadata.previousFiles())
                .hasSize(2)
                .last()
                .satisfies(entry -> assertThat(entry.file()).contains("/templates/one/"));
        assertThat(metadata.currentSnapshot().manifestListLocation()).startsWith(location);
    }

    @Test
    void shouldForgetWherePropertiesSentTheBasesFiles() {
        // Given
        String data = "file:" + root + "/templates/one/data";
        template.loadTable(EVENTS)
                .updateProperties()
                .set("write.data.path", data)
                .set("k", "v")
                .commit();
        // When
        Table inherited = fork("one", "templates/one").loadTable(EVENTS);
        // Then
        assertThat(inherited.properties()).containsEntry("k", "v").doesNotContainKey("write.data.path");
        assertThat(inherited.locationProvider().newDataLocation("f")).startsWith(inherited.location());
        assertThat(template.loadTable(EVENTS).properties()).containsEntry("write.data.path", data);
    }

    @Test
    void shouldLeaveTheBaseWholeWhenTheForkPurges() throws Exception {
        // Given
        LeaseCatalog fork = fork("one", "templates/one");
        Map<Path, Long> before = files("templates/one");
        append(fork.loadTable(EVENTS), "b");
        // When
        fork.dropTable(EVENTS, true);
        // Then
        assertThatThrownBy(() -> another("namespaces/one").loadTable(EVENTS)).isInstanceOf(NoSuchTableException.class);
        assertThat(files("namespaces/one").keySet())
                .noneMatch(file -> file.toString().matches(".*(avro|metadata\\.json)$"));
        assertThat(files("templates/one")).isEqualTo(before);
        Table again = fork.createTable(EVENTS, SCHEMA);
        assertThat(dataFiles(again)).isZero();
    }

    @Test
    void shouldSeeAllItsBasesWhenAForkIsForked() throws Exception {
        // Given
        LeaseCatalog one = fork("one", "templates/one");
        append(one.loadTable(EVENTS), "b");
        one.createTable(TableIdentifier.of("raw", "own"), SCHEMA);
        // When
        LeaseCatalog two = fork("two", "namespaces/one", "templates/one");
        append(one.loadTable(EVENTS), "later");
        append(two.loadTable(EVENTS), "c");
        append(two.loadTable(TableIdentifier.of("raw", "own")), "d");
        LeaseCatalog three = fork("three", "namespaces/two", "namespaces/one", "templates/one");
        // Then
        assertThat(dataFiles(three.loadTable(EVENTS))).isEqualTo(3);
        assertThat(dataFiles(three.loadTable(TableIdentifier.of("raw", "own")))).isEqualTo(1);
        assertThat(dataFiles(one.loadTable(EVENTS))).isEqualTo(3);
        assertThat(dataFiles(one.loadTable(TableIdentifier.of("raw", "own")))).isZero();
    }

    @Test
    void shouldKeepTablesApartWhenOneTakesTheNameOfAnInheritedOne() throws Exception {
        // Given
        LeaseCatalog fork = fork("one", "templates/one");
        TableIdentifier old = TableIdentifier.of("raw", "old");
        fork.renameTable(EVENTS, old);
        // When
        Table created = fork.createTable(EVENTS, SCHEMA);
        append(fork.loadTable(old), "b");
        // Then
        assertThat(created.location()).isNotEqualTo(fork.loadTable(old).location());
        assertThat(dataFiles(fork.loadTable(old))).isEqualTo(2);
        assertThat(dataFiles(fork.loadTable(EVENTS))).isZero();
    }

    @Test
    void shouldLoseNoCommitWhenSessionsWriteAnInheritedTableFirst() throws Exception {
        // Given
        fork("one", "templates/one");
        Table mine = another("namespaces/one").loadTable(EVENTS);
        Table theirs = another("namespaces/one").loadTable(EVENTS);
        // When
        append(mine, "b");
        append(theirs, "c");
        // Then
        assertThat(dataFiles(another("namespaces/one").loadTable(EVENTS))).isEqualTo(3);
    }

    @Test
    void shouldForkViewsToo() {
        // Given
        TableIdentifier name = TableIdentifier.of("raw", "v");
        template.buildView(name)
                .withSchema(SCHEMA)
                .withDefaultNamespace(RAW)
                .withQuery("spark", "SELECT 1L AS id")
                .create();
        LeaseCatalog fork = fork("one", "templates/one");
        // When
        View view = fork.loadView(name);
        view.updateProperties().set("k", "v").commit();
        fork.loadView(name)
                .replaceVersion()
                .withSchema(SCHEMA)
                .withDefaultNamespace(RAW)
                .withQuery("spark", "SELECT 2L AS id")
                .commit();
        // Then
        assertThat(view.location()).startsWith("file:" + root + "/namespaces/one/pedregal/v-");
        assertThat(fork.loadView(name).properties()).containsEntry("k", "v");
        assertThat(fork.loadView(name).versions()).hasSize(2);
        assertThat(template.loadView(name).properties()).doesNotContainKey("k");
        assertThat(template.loadView(name).versions()).hasSize(1);
    }

    @Test
    void shouldSayThatTheLeaseHasEndedWhenItsFolderStaysForForks() throws Exception {
        // Given
        Files.createDirectories(root.resolve("namespaces/ended"));
        Files.writeString(root.resolve("namespaces/ended/.ended.json"), "{\"format\":1}");
        // When // Then
        assertThatThrownBy(() -> another("namespaces/ended"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("its lease has ended, take a new one");
    }

    /** Does what the gateway does. */
    private LeaseCatalog fork(String name, String... bases) {
        try {
            Path folder = Files.createDirectories(root.resolve("namespaces").resolve(name));
            Files.createDirectory(folder.resolve("pedregal"));
            Files.copy(
                    root.resolve(bases[0]).resolve("pedregal/catalog.json"), folder.resolve("pedregal/catalog.json"));
            String folders = Stream.of(bases)
                    .map(base -> "\"" + root.resolve(base) + "\"")
                    .collect(Collectors.joining(","));
            Files.writeString(folder.resolve(".namespace.json"), "{\"format\":1,\"bases\":[" + folders + "]}");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return another("namespaces/" + name);
    }

    private LeaseCatalog another(String namespace) {
        return open(namespace);
    }

    private LeaseCatalog open(String namespace) {
        LeaseCatalog opened = new LeaseCatalog();
        opened.setConf(new Configuration());
        opened.initialize(
                "pedregal",
                Map.of("warehouse", root.resolve(namespace).resolve("pedregal").toString()));
        return opened;
    }

    private static void append(Table table, String file) {
        table.newAppend().appendFile(dataFile(file)).commit();
    }

    private static org.apache.iceberg.DataFile dataFile(String name) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("file:/data/" + name + ".parquet")
                .withFileSizeInBytes(1)
                .withRecordCount(1)
                .build();
    }

    private static int dataFiles(Table table) {
        return table.currentSnapshot() == null
                ? 0
                : Integer.parseInt(table.currentSnapshot().summary().get("total-data-files"));
    }

    private static TableMetadata metadata(Table table) {
        return ((BaseTable) table).operations().current();
    }

    private Map<Path, Long> files(String folder) throws Exception {
        try (Stream<Path> all = Files.walk(root.resolve(folder))) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            return files.stream()
                    .collect(
                            Collectors.toMap(file -> file, file -> file.toFile().length()));
        }
    }
}
