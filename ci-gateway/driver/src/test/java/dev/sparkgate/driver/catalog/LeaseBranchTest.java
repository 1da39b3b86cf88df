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
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogs that begin as one of another environment: a {@link LeaseCatalog}, or one that others run. */
class LeaseBranchTest {
    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    private static final Namespace RAW = Namespace.of("raw");
    private static final TableIdentifier EVENTS = name("events");
    private static final TableIdentifier CLICKS = name("clicks");

    @TempDir
    Path root;

    private Catalog base;
    private LeaseCatalog branch;

    @ParameterizedTest
    @ValueSource(strings = {"lease", "hadoop"})
    void shouldSeeWhatTheBaseHoldsAsItIsNow(String type) throws Exception {
        // Given
        open(type);
        // When
        append(base.loadTable(EVENTS), "b");
        base.createTable(name("later"), SCHEMA);
        // Then
        assertThat(branch.listNamespaces()).contains(RAW);
        assertThat(branch.namespaceExists(RAW)).isTrue();
        assertThat(branch.listTables(RAW)).containsExactly(CLICKS, EVENTS, name("later"));
        assertThat(dataFiles(branch.loadTable(EVENTS))).isEqualTo(2);
        assertThatThrownBy(() -> branch.loadTable(name("nothing"))).isInstanceOf(NoSuchTableException.class);
        assertThatThrownBy(() -> branch.createTable(EVENTS, SCHEMA)).isInstanceOf(AlreadyExistsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "hadoop"})
    void shouldKeepItsWritesToItself(String type) throws Exception {
        // Given
        open(type);
        Map<Path, Long> before = files(root.resolve("base"));
        // When
        append(branch.loadTable(EVENTS), "b");
        append(branch.loadTable(EVENTS), "c");
        branch.loadTable(CLICKS)
                .updateSchema()
                .addColumn("more", Types.StringType.get())
                .commit();
        branch.createTable(name("own"), SCHEMA);
        branch.setProperties(RAW, Map.of("owner", "ann"));
        branch.createNamespace(Namespace.of("mine"));
        branch.createTable(TableIdentifier.of("mine", "t"), SCHEMA);
        // Then
        assertThat(dataFiles(branch.loadTable(EVENTS))).isEqualTo(3);
        assertThat(another().loadTable(CLICKS).schema().columns()).hasSize(2);
        assertThat(another().listTables(RAW)).containsExactly(CLICKS, EVENTS, name("own"));
        assertThat(another().loadNamespaceMetadata(RAW)).containsEntry("owner", "ann");
        assertThat(another().listNamespaces()).contains(RAW, Namespace.of("mine"), Namespace.of("default"));
        assertThat(dataFiles(base.loadTable(EVENTS))).isEqualTo(1);
        assertThat(files(root.resolve("base"))).isEqualTo(before);
        assertThat(branch.loadTable(EVENTS).location()).startsWith("file:" + root + "/namespaces/own/pedregal/events-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "hadoop"})
    void shouldHideWhatItDropped(String type) throws Exception {
        // Given
        open(type);
        Map<Path, Long> before = files(root.resolve("base"));
        // When
        boolean dropped = branch.dropTable(EVENTS, true);
        boolean again = branch.dropTable(EVENTS, true);
        // Then
        assertThat(dropped).isTrue();
        assertThat(again).isFalse();
        assertThat(another().listTables(RAW)).containsExactly(CLICKS);
        assertThatThrownBy(() -> another().loadTable(EVENTS)).isInstanceOf(NoSuchTableException.class);
        assertThat(files(root.resolve("base"))).isEqualTo(before);
        assertThat(dataFiles(branch.createTable(EVENTS, SCHEMA))).isZero();
        assertThat(another().listTables(RAW)).containsExactly(CLICKS, EVENTS);
        branch.dropTable(EVENTS, true);
        assertThat(another().tableExists(EVENTS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "hadoop"})
    void shouldHideWhatItDroppedAfterItHadChangedIt(String type) throws Exception {
        // Given
        open(type);
        append(branch.loadTable(EVENTS), "b");
        branch.setProperties(RAW, Map.of("owner", "ann"));
        // When
        branch.renameTable(EVENTS, name("renamed"));
        branch.dropTable(CLICKS, false);
        branch.dropTable(name("renamed"), true);
        branch.dropNamespace(RAW);
        // Then
        assertThat(another().namespaceExists(RAW)).isFalse();
        branch.createNamespace(RAW);
        assertThat(another().listTables(RAW)).isEmpty();
        assertThat(dataFiles(base.loadTable(EVENTS))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "hadoop"})
    void shouldRenameOnlyForItself(String type) throws Exception {
        // Given
        open(type);
        // When
        branch.renameTable(EVENTS, name("renamed"));
        append(another().loadTable(name("renamed")), "b");
        // Then
        assertThat(another().listTables(RAW)).containsExactly(CLICKS, name("renamed"));
        assertThat(dataFiles(another().loadTable(name("renamed")))).isEqualTo(2);
        assertThat(base.tableExists(EVENTS)).isTrue();
        assertThat(base.tableExists(name("renamed"))).isFalse();
        assertThatThrownBy(() -> branch.renameTable(CLICKS, name("renamed")))
                .isInstanceOf(AlreadyExistsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "hadoop"})
    void shouldDropANamespaceOnlyWhenNothingIsSeenInIt(String type) throws Exception {
        // Given
        open(type);
        // When // Then
        assertThatThrownBy(() -> branch.dropNamespace(RAW)).isInstanceOf(NamespaceNotEmptyException.class);
        branch.dropTable(EVENTS, false);
        branch.dropTable(CLICKS, false);
        assertThat(branch.dropNamespace(RAW)).isTrue();
        assertThat(another().namespaceExists(RAW)).isFalse();
        assertThat(another().listNamespaces()).doesNotContain(RAW);
        base.createTable(name("later"), SCHEMA);
        branch.createNamespace(RAW);
        assertThat(another().listTables(RAW)).isEmpty();
        assertThat(((SupportsNamespaces) base).namespaceExists(RAW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "hadoop"})
    void shouldRefuseToWriteAnywhereElse(String type) throws Exception {
        // Given
        open(type);
        String location = base.loadTable(EVENTS).location();
        // When // Then
        for (String elsewhere : List.of(location, "file:" + root + "/elsewhere", "s3://bucket/t")) {
            assertThatThrownBy(() -> branch.buildTable(name("t"), SCHEMA)
                            .withLocation(elsewhere)
                            .create())
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("read-only");
        }
        assertThat(another().tableExists(name("t"))).isFalse();
        Table table = branch.loadTable(EVENTS);
        String data = location + "/data/x.parquet";
        assertThatThrownBy(() -> table.io().newOutputFile(data)).isInstanceOf(ForbiddenException.class);
        table.io().deleteFile(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "hadoop"})
    void shouldStartAgainFromTheBaseWhenThatMovedBeforeTheFirstCommit(String type) throws Exception {
        // Given
        open(type);
        Table table = branch.loadTable(EVENTS);
        append(base.loadTable(EVENTS), "theirs");
        // When
        append(table, "mine");
        append(base.loadTable(EVENTS), "later");
        // Then
        assertThat(dataFiles(another().loadTable(EVENTS))).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease"})
    void shouldSeeViewsOfTheBase(String type) throws Exception {
        // Given
        open(type);
        TableIdentifier view = name("v");
        ((LeaseCatalog) base)
                .buildView(view)
                .withSchema(SCHEMA)
                .withDefaultNamespace(RAW)
                .withQuery("spark", "SELECT 1L AS id")
                .create();
        // When
        branch.loadView(view).updateProperties().set("k", "v").commit();
        // Then
        assertThat(another().listViews(RAW)).containsExactly(view);
        assertThat(another().loadView(view).properties()).containsEntry("k", "v");
        assertThat(((LeaseCatalog) base).loadView(view).properties()).isEmpty();
        assertThatThrownBy(() -> branch.createTable(view, SCHEMA))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("View with same name already exists");
        assertThat(branch.dropView(view)).isTrue();
        assertThat(another().listViews(RAW)).isEmpty();
        assertThat(((LeaseCatalog) base).viewExists(view)).isTrue();
    }

    private void open(String type) throws Exception {
        Path warehouse = root.resolve("base/staging/pedregal");
        Files.createDirectories(root.resolve("base/staging"));
        Files.createDirectories(root.resolve("namespaces/own"));
        Map<String, String> properties = type.equals("lease")
                ? Map.of("warehouse", warehouse.toString(), "catalog-impl", LeaseCatalog.class.getName())
                : Map.of("warehouse", "file:" + warehouse, "type", type);
        base = CatalogUtil.buildIcebergCatalog("staging", properties, new Configuration());
        ((SupportsNamespaces) base).createNamespace(RAW);
        append(base.createTable(EVENTS, SCHEMA), "a");
        base.createTable(CLICKS, SCHEMA);
        Files.writeString(
                root.resolve("namespaces/own/.namespace.json"),
                "{\"format\":1,\"bases\":[\"" + warehouse.getParent() + "\"],\"branches\":{\"pedregal\":{\"type\":\""
                        + type + "\",\"warehouse\":\"" + (type.equals("lease") ? "" : "file:") + warehouse + "\"}}}");
        branch = another();
    }

    private LeaseCatalog another() {
        LeaseCatalog opened = new LeaseCatalog();
        opened.setConf(new Configuration());
        opened.initialize(
                "pedregal",
                Map.of("warehouse", root.resolve("namespaces/own/pedregal").toString()));
        return opened;
    }

    private static TableIdentifier name(String name) {
        return TableIdentifier.of(RAW, name);
    }

    private static void append(Table table, String file) {
        DataFile data = DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("file:/data/" + file + ".parquet")
                .withFileSizeInBytes(1)
                .withRecordCount(1)
                .build();
        table.newAppend().appendFile(data).commit();
    }

    private static int dataFiles(Table table) {
        return table.currentSnapshot() == null
                ? 0
                : Integer.parseInt(table.currentSnapshot().summary().get("total-data-files"));
    }

    private static Map<Path, Long> files(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .collect(
                            Collectors.toMap(file -> file, file -> file.toFile().length()));
        }
    }
}
