package dev.sparkgate.driver.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseCatalogTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Namespace RAW = Namespace.of("raw");
    private static final TableIdentifier EVENTS = TableIdentifier.of("raw", "events");

    @TempDir
    Path namespace;

    private LeaseCatalog catalog;

    @BeforeEach
    void open() {
        catalog = another();
    }

    @Test
    void shouldHoldTheNamespaceDefaultWhenItIsNew() {
        // Given
        Path file = namespace.resolve("pedregal/catalog.json");
        // When
        List<Namespace> namespaces = catalog.listNamespaces();
        // Then
        assertThat(namespaces).containsExactly(Namespace.of("default"));
        assertThat(file).isRegularFile();
    }

    @Test
    void shouldShowTheSameWhenOpenedByAnotherSession() {
        // Given
        catalog.createNamespace(RAW, Map.of("owner", "ann"));
        catalog.createNamespace(Namespace.of("raw", "deep"));
        catalog.createTable(EVENTS, SCHEMA);
        createView(catalog, TableIdentifier.of("raw", "v"));
        // When
        LeaseCatalog other = another();
        // Then
        assertThat(other.loadNamespaceMetadata(RAW)).containsEntry("owner", "ann");
        assertThat(other.listNamespaces(RAW)).containsExactly(Namespace.of("raw", "deep"));
        assertThat(other.listTables(RAW)).containsExactly(EVENTS);
        assertThat(other.listViews(RAW)).containsExactly(TableIdentifier.of("raw", "v"));
        assertThat(other.loadTable(EVENTS).schema().sameSchema(SCHEMA)).isTrue();
    }

    @Test
    void shouldShowAnotherSessionsCommitWhenItLoadsTheTableAgain() {
        // Given
        catalog.createNamespace(RAW);
        Table mine = catalog.createTable(EVENTS, SCHEMA);
        Table theirs = another().loadTable(EVENTS);
        // When
        append(mine, "a");
        // Then
        assertThat(another().loadTable(EVENTS).currentSnapshot()).isEqualTo(mine.currentSnapshot());
        theirs.refresh();
        assertThat(theirs.currentSnapshot()).isEqualTo(mine.currentSnapshot());
    }

    @Test
    void shouldRefuseWhenTheNamespaceOfATableIsUnknown() {
        assertThatThrownBy(() -> catalog.createTable(EVENTS, SCHEMA))
                .isInstanceOf(NoSuchNamespaceException.class)
                .hasMessageContaining("Namespace does not exist: raw");
        assertThatThrownBy(() -> catalog.listTables(RAW)).isInstanceOf(NoSuchNamespaceException.class);
    }

    @Test
    void shouldRefuseWhenAViewTakesTheNameOfATable() {
        // Given
        catalog.createNamespace(RAW);
        catalog.createTable(EVENTS, SCHEMA);
        // When // Then
        assertThatThrownBy(() -> createView(catalog, EVENTS))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessage("Table with same name already exists: raw.events");
    }

    @Test
    void shouldKeepPropertiesOfANamespaceWhenOthersAreRemoved() {
        // Given
        catalog.createNamespace(RAW, Map.of("a", "1", "b", "2"));
        // When
        catalog.setProperties(RAW, Map.of("c", "3"));
        catalog.removeProperties(RAW, Set.of("a"));
        // Then
        assertThat(another().loadNamespaceMetadata(RAW)).isEqualTo(Map.of("b", "2", "c", "3"));
    }

    @Test
    void shouldRefuseToDropANamespaceWhenItHoldsATable() {
        // Given
        catalog.createNamespace(RAW);
        catalog.createTable(EVENTS, SCHEMA);
        // When // Then
        assertThatThrownBy(() -> catalog.dropNamespace(RAW))
                .isInstanceOf(NamespaceNotEmptyException.class)
                .hasMessage("Namespace raw is not empty: it holds events");
    }

    @Test
    void shouldKeepTheDataOfBothWhenATableTakesTheNameOfARenamedOne() {
        // Given
        TableIdentifier old = TableIdentifier.of("raw", "old");
        catalog.createNamespace(RAW);
        catalog.createTable(EVENTS, SCHEMA);
        catalog.renameTable(EVENTS, old);
        // When
        Table created = catalog.createTable(EVENTS, SCHEMA);
        // Then
        assertThat(created.location()).isNotEqualTo(catalog.loadTable(old).location());
        catalog.dropTable(EVENTS, true);
        assertThat(catalog.loadTable(old).schema().sameSchema(SCHEMA)).isTrue();
    }

    @Test
    void shouldStayInItsFolderWhenNamesPointOutOfIt() {
        // Given
        Namespace hostile = Namespace.of("..", "/etc", "%2e%2e");
        catalog.createNamespace(hostile);
        // When
        Table table = catalog.createTable(TableIdentifier.of(hostile, "../../x#y?z"), SCHEMA);
        // Then
        Path location = Reach.fileUri(table.location()).orElseThrow();
        assertThat(location.normalize()).isEqualTo(location).startsWith(namespace.resolve("pedregal"));
        assertThat(location.resolve("metadata")).isDirectory();
        assertThat(another().listTables(hostile)).containsExactly(TableIdentifier.of(hostile, "../../x#y?z"));
    }

    @Test
    void shouldRegisterATableWhenItsMetadataExists() {
        // Given
        catalog.createNamespace(RAW);
        String metadata =
                operations(catalog.createTable(EVENTS, SCHEMA)).current().metadataFileLocation();
        // When
        Table registered = catalog.registerTable(TableIdentifier.of("default", "events"), metadata);
        // Then
        assertThat(registered.schema().sameSchema(SCHEMA)).isTrue();
    }

    @Test
    void shouldDeleteDataOnlyWhenPurging() throws Exception {
        // Given
        catalog.createNamespace(RAW);
        Table kept = catalog.createTable(EVENTS, SCHEMA);
        Table purged = catalog.createTable(TableIdentifier.of("raw", "purged"), SCHEMA);
        Path keptFolder = folder(kept);
        Path purgedFolder = folder(purged);
        // When
        catalog.dropTable(EVENTS, false);
        catalog.dropTable(TableIdentifier.of("raw", "purged"), true);
        // Then
        assertThat(files(keptFolder)).isNotEmpty();
        assertThat(files(purgedFolder)).isEmpty();
        assertThatThrownBy(() -> catalog.loadTable(EVENTS)).isInstanceOf(NoSuchTableException.class);
    }

    @Test
    void shouldFailTheCommitWhenAnotherSessionHasCommittedSince() {
        // Given
        catalog.createNamespace(RAW);
        catalog.createTable(EVENTS, SCHEMA);
        TableOperations mine = operations(catalog.loadTable(EVENTS));
        TableMetadata base = mine.current();
        another().loadTable(EVENTS).updateProperties().set("theirs", "1").commit();
        // When // Then
        assertThatThrownBy(() -> mine.commit(base, base.replaceProperties(Map.of("mine", "1"))))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("by another session");
        assertThat(another().loadTable(EVENTS).properties())
                .containsEntry("theirs", "1")
                .doesNotContainKey("mine");
    }

    @Test
    void shouldLoseNoCommitWhenManySessionsCommitAtOnce() throws Exception {
        // Given
        catalog.createNamespace(RAW);
        catalog.createTable(
                EVENTS,
                SCHEMA,
                PartitionSpec.unpartitioned(),
                Map.of(
                        "commit.retry.num-retries",
                        "100",
                        "commit.retry.min-wait-ms",
                        "1",
                        "commit.retry.max-wait-ms",
                        "20"));
        var executor = Executors.newFixedThreadPool(8);
        // When
        List<Future<?>> sessions = IntStream.range(0, 8)
                .<Future<?>>mapToObj(session -> executor.submit(() -> {
                    LeaseCatalog own = another();
                    for (int i = 0; i < 5; i++) {
                        append(own.loadTable(EVENTS), session + "-" + i);
                        own.createTable(TableIdentifier.of("raw", "t" + session + "_" + i), SCHEMA);
                    }
                }))
                .toList();
        for (Future<?> session : sessions) {
            session.get();
        }
        executor.shutdown();
        // Then
        assertThat(catalog.loadTable(EVENTS).currentSnapshot().summary()).containsEntry("total-data-files", "40");
        assertThat(catalog.listTables(RAW)).hasSize(41);
    }

    @Test
    void shouldKeepWhatWasThereWhenTheFileCannotBeWritten() throws Exception {
        // Given
        catalog.createNamespace(RAW);
        Files.createDirectory(namespace.resolve("pedregal/catalog.json.new"));
        // When // Then
        assertThatThrownBy(() -> catalog.createTable(EVENTS, SCHEMA))
                .isInstanceOf(RuntimeIOException.class)
                .hasMessageContaining("catalog file cannot be written");
        assertThat(another().listNamespaces()).contains(RAW);
        assertThat(another().listTables(RAW)).isEmpty();
    }

    @Test
    void shouldSayThatTheLeaseHasEndedWhenItsFolderIsGone() throws Exception {
        // Given
        Path gone = namespace.resolve("gone");
        Files.createDirectory(gone);
        LeaseCatalog open = open(gone.resolve("pedregal"));
        deleteAll(gone);
        // When // Then
        assertThatThrownBy(open::listNamespaces)
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("its lease has ended, take a new one");
        assertThatThrownBy(() -> open.createNamespace(RAW)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> open(gone.resolve("pedregal"))).isInstanceOf(NotFoundException.class);
        assertThat(gone).doesNotExist();
    }

    @Test
    void shouldNameTheFileWhenItIsNotACatalog() throws Exception {
        // Given
        Files.writeString(namespace.resolve("pedregal/catalog.json"), "{\"format\": 7}");
        // When // Then
        assertThatThrownBy(catalog::listNamespaces)
                .isInstanceOf(RuntimeIOException.class)
                .hasMessageContaining("catalog.json")
                .hasMessageContaining("format 7 (expected: 1)");
    }

    @Test
    void shouldRefuseAWarehouseWhenItIsNotOnThisMachine() {
        assertThatThrownBy(() -> new LeaseCatalog().initialize("pedregal", Map.of("warehouse", "s3://bucket/x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3://bucket/x (expected: an absolute path or file:/path)");
    }

    private LeaseCatalog another() {
        return open(namespace.resolve("pedregal"));
    }

    @Test
    void shouldRefuseANamespaceWhenTheSealIsNotItsOwn() throws Exception {
        // Given
        Path sealed = Files.createDirectories(namespace.resolve("sealed"));
        Files.writeString(sealed.resolve(".namespace.json"), "{\"format\":1,\"seal\":\"own word\"}");
        String warehouse = sealed.resolve("pedregal").toString();

        // When
        new LeaseCatalog().initialize("pedregal", Map.of("warehouse", warehouse, "seal", "own word"));

        // Then
        for (Map<String, String> other :
                List.of(Map.of("warehouse", warehouse), Map.of("warehouse", warehouse, "seal", "another"))) {
            assertThatThrownBy(() -> new LeaseCatalog().initialize("theirs", other))
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("catalog theirs is of a namespace that is not this session's");
        }
    }

    private static LeaseCatalog open(Path warehouse) {
        LeaseCatalog opened = new LeaseCatalog();
        opened.setConf(new Configuration());
        opened.initialize("pedregal", Map.of("warehouse", warehouse.toString()));
        return opened;
    }

    private static void createView(LeaseCatalog catalog, TableIdentifier name) {
        catalog.buildView(name)
                .withSchema(SCHEMA)
                .withDefaultNamespace(RAW)
                .withQuery("spark", "SELECT 1L AS id")
                .create();
    }

    private static void append(Table table, String file) {
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath(table.location() + "/data/" + file + ".parquet")
                        .withFileSizeInBytes(1)
                        .withRecordCount(1)
                        .build())
                .commit();
    }

    private static TableOperations operations(Table table) {
        return ((BaseTable) table).operations();
    }

    private static Path folder(Table table) {
        return Reach.fileUri(table.location()).orElseThrow();
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static void deleteAll(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
