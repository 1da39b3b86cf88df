package dev.sparkgate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.CreateDataFrameViewCommand;
import org.apache.spark.connect.proto.Filter;
import org.apache.spark.connect.proto.Join;
import org.apache.spark.connect.proto.Limit;
import org.apache.spark.connect.proto.LocalRelation;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Read;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.RelationCommon;
import org.apache.spark.connect.proto.ShowString;
import org.apache.spark.connect.proto.SqlCommand;
import org.apache.spark.connect.proto.WithRelations;
import org.apache.spark.connect.proto.WriteOperation;
import org.junit.jupiter.api.Test;

class PlanReaderTest {
    private static final Relation EVENTS = Relation.newBuilder()
            .setCommon(RelationCommon.newBuilder().setPlanId(1))
            .setRead(Read.newBuilder()
                    .setNamedTable(Read.NamedTable.newBuilder().setUnparsedIdentifier("pedregal.raw.events")))
            .build();

    @Test
    void shouldGiveTheTextWhenAPlanIsNothingButSql() {
        // Given
        Plan query = Plan.newBuilder().setRoot(Calls.sql("select 1")).build();
        Plan command = command(
                Command.newBuilder().setSqlCommand(SqlCommand.newBuilder().setInput(Calls.sql("drop table t"))));
        Plan old = command(
                Command.newBuilder().setSqlCommand(SqlCommand.newBuilder().setSql("show tables")));
        Plan withViews = command(Command.newBuilder()
                .setSqlCommand(SqlCommand.newBuilder()
                        .setInput(Relation.newBuilder()
                                .setWithRelations(WithRelations.newBuilder()
                                        .setRoot(Calls.sql("select * from v"))
                                        .addReferences(EVENTS)))));

        // When / Then
        assertThat(read(query)).isEqualTo(new QueryText(QueryText.Kind.SQL, "select 1", false));
        assertThat(read(command)).isEqualTo(new QueryText(QueryText.Kind.SQL, "drop table t", false));
        assertThat(read(old)).isEqualTo(new QueryText(QueryText.Kind.SQL, "show tables", false));
        assertThat(read(withViews)).isEqualTo(new QueryText(QueryText.Kind.SQL, "select * from v", false));
    }

    @Test
    void shouldNameTheOperatorsWhenAPlanIsADataFrames() {
        // Given
        Relation join = Relation.newBuilder()
                .setJoin(Join.newBuilder()
                        .setLeft(Relation.newBuilder()
                                .setFilter(Filter.newBuilder().setInput(EVENTS)))
                        .setRight(Relation.newBuilder().setLocalRelation(LocalRelation.getDefaultInstance())))
                .build();
        Relation shown = Relation.newBuilder()
                .setShowString(ShowString.newBuilder()
                        .setInput(Relation.newBuilder()
                                .setLimit(Limit.newBuilder().setInput(join).setLimit(3))))
                .build();

        // When / Then
        assertThat(read(Plan.newBuilder().setRoot(shown).build()))
                .isEqualTo(new QueryText(
                        QueryText.Kind.PLAN,
                        "show_string(limit(join(filter(read pedregal.raw.events), local_relation)))",
                        false));
        assertThat(read(Plan.newBuilder()
                                .setRoot(Relation.newBuilder()
                                        .setLimit(Limit.newBuilder().setInput(Calls.sql("select 1"))))
                                .build())
                        .text())
                .isEqualTo("limit(sql: select 1)");
    }

    @Test
    void shouldNameWhatACommandMakes() {
        // Given
        Plan view = command(Command.newBuilder()
                .setCreateDataframeView(
                        CreateDataFrameViewCommand.newBuilder().setInput(EVENTS).setName("v")));
        Plan write = command(Command.newBuilder()
                .setWriteOperation(WriteOperation.newBuilder()
                        .setInput(EVENTS)
                        .setSource("iceberg")
                        .setTable(WriteOperation.SaveTable.newBuilder().setTableName("a.b.c"))));

        // When / Then
        assertThat(read(view).text()).isEqualTo("create_dataframe_view v(read pedregal.raw.events)");
        assertThat(read(write).text()).isEqualTo("write_operation iceberg a.b.c(read pedregal.raw.events)");
    }

    @Test
    void shouldSayHowLargeAPlanIsWhenItCameCompressed() {
        // Given
        Plan plan = Plan.newBuilder()
                .setCompressedOperation(
                        Plan.CompressedOperation.newBuilder().setData(ByteString.copyFrom(new byte[1000])))
                .build();

        // When / Then
        assertThat(read(plan).text()).startsWith("compressed operation of 10");
    }

    @Test
    void shouldGiveTheBeginningWhenTheRequestIsCut() {
        // Given
        byte[] whole = Calls.request(Plan.newBuilder()
                .setRoot(Calls.sql("select '" + "é".repeat(50_000)))
                .build());

        // When
        QueryText text = PlanReader.read(Arrays.copyOf(whole, 1_001));

        // Then
        assertThat(text.cut()).isTrue();
        assertThat(text.text()).startsWith("select 'éé").doesNotContain("\uFFFD\uFFFD");
        assertThat(PlanReader.read(null)).isEqualTo(QueryText.UNKNOWN);
        assertThat(PlanReader.read(new byte[] {1, 0, 0, 0, 9, 8}).text()).isEqualTo("compressed request");
    }

    @Property(tries = 2_000)
    void shouldReadSomethingWhateverComes(@ForAll @IntRange(max = 400) int length, @ForAll long seed) {
        // Given
        byte[] request =
                Calls.request(Plan.newBuilder().setRoot(Calls.sql("select 1")).build());
        Random random = new Random(seed);
        byte[] mutated = Arrays.copyOf(request, length);
        for (int i = 0; i < 4 && length > 0; i++) {
            mutated[random.nextInt(length)] = (byte) random.nextInt();
        }

        // When / Then: no failure
        assertThat(PlanReader.read(mutated)).isNotNull();
    }

    @Test
    void shouldEndWhenAPlanHoldsItselfVeryDeeply() {
        // Given
        Relation relation = EVENTS;
        for (int i = 0; i < 90; i++) {
            relation = Relation.newBuilder()
                    .setLimit(Limit.newBuilder().setInput(relation))
                    .build();
        }

        // When
        QueryText text = read(Plan.newBuilder().setRoot(relation).build());

        // Then
        assertThat(text.text()).startsWith("limit(limit(").contains("…");
    }

    private static Plan command(Command.Builder command) {
        return Plan.newBuilder().setCommand(command).build();
    }

    private static QueryText read(Plan plan) {
        return PlanReader.read(Calls.request(plan));
    }
}
