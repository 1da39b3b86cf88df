package dev.sparkgate.report;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.Set;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.Relation;
import org.jspecify.annotations.Nullable;

/**
 * Says in few words what an {@code ExecutePlan} asks for, from as much of its request as is there. Goes by the names in
 * the protocol's own description, so that new operators show as what they are.
 */
final class PlanReader {
    /** Longer than a text is kept, so that what must not show is found before it is cut. */
    static final int MOST_TEXT = 16 << 10;

    private static final int PREFIX = 5;
    private static final int DEEPEST = 40;
    private static final int LONGEST_PLAN = 2_000;
    private static final Descriptor RELATION = Relation.getDescriptor();
    /** Fields that name a table, a view, a function or a format. */
    private static final Set<String> NAMES =
            Set.of("unparsed_identifier", "table_name", "name", "format", "source", "function_name");
    /** Messages that only hold such fields. */
    private static final Set<String> HOLDERS = Set.of("named_table", "data_source", "table");

    private final StringBuilder plan = new StringBuilder();

    private PlanReader() {}

    /** Reads a request with its gRPC prefix, maybe cut. */
    static QueryText read(byte @Nullable [] request) {
        if (request == null || request.length < PREFIX) {
            return QueryText.UNKNOWN;
        }
        if (request[0] != 0) {
            return new QueryText(QueryText.Kind.PLAN, "compressed request", false);
        }
        CutMessage message = new CutMessage(request, PREFIX, request.length);
        while (message.next()) {
            FieldDescriptor field = ExecutePlanRequest.getDescriptor().findFieldByNumber(message.field());
            if (field != null && field.getName().equals("plan") && message.hasBody()) {
                return plan(message.message());
            }
        }
        return QueryText.UNKNOWN;
    }

    private static QueryText plan(CutMessage plan) {
        while (plan.next()) {
            if (!plan.hasBody()) {
                continue;
            }
            FieldDescriptor field =
                    org.apache.spark.connect.proto.Plan.getDescriptor().findFieldByNumber(plan.field());
            if (field == null) {
                continue;
            }
            QueryText sql = sql(field.getMessageType(), plan.message(), 0);
            if (sql != null) {
                return sql;
            }
            PlanReader reader = new PlanReader();
            switch (field.getName()) {
                case "root" -> reader.relation(plan.message(), 0);
                case "command" -> reader.command(plan.message());
                default ->
                    reader.plan
                            .append(field.getName().replace('_', ' '))
                            .append(" of ")
                            .append(plan.length())
                            .append(" bytes");
            }
            return new QueryText(QueryText.Kind.PLAN, reader.plan.toString(), plan.cut());
        }
        return QueryText.UNKNOWN;
    }

    /** Finds the text of what is nothing but SQL: a query, a command, or either with the views it refers to. */
    private static @Nullable QueryText sql(Descriptor type, CutMessage message, int depth) {
        while (depth < DEEPEST && message.next()) {
            FieldDescriptor field = type.findFieldByNumber(message.field());
            if (field == null || !message.hasBody()) {
                continue;
            }
            switch (field.getName()) {
                case "sql" -> {
                    return field.getType() == FieldDescriptor.Type.STRING
                            ? new QueryText(QueryText.Kind.SQL, message.text(MOST_TEXT), message.cut())
                            : sql(field.getMessageType(), message.message(), depth + 1);
                }
                case "query" -> {
                    return new QueryText(
                            QueryText.Kind.SQL, message.text(MOST_TEXT), message.cut() || message.length() > MOST_TEXT);
                }
                case "sql_command", "with_relations" -> {
                    return sql(field.getMessageType(), message.message(), depth + 1);
                }
                case "input", "root" -> {
                    if (List.of("SqlCommand", "WithRelations").contains(type.getName())) {
                        return sql(field.getMessageType(), message.message(), depth + 1);
                    }
                    return null;
                }
                case "common" -> {}
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    private void command(CutMessage command) {
        while (command.next()) {
            FieldDescriptor field =
                    org.apache.spark.connect.proto.Command.getDescriptor().findFieldByNumber(command.field());
            if (command.hasBody() && field != null) {
                operator(field, command, 0);
                return;
            }
        }
    }

    private void relation(CutMessage relation, int depth) {
        while (relation.next()) {
            FieldDescriptor field = RELATION.findFieldByNumber(relation.field());
            if (field != null && field.getName().equals("common") || !relation.hasBody()) {
                continue;
            }
            if (field == null) {
                plan.append("operator ").append(relation.field());
                return;
            }
            operator(field, relation, depth);
            return;
        }
    }

    private void operator(FieldDescriptor field, CutMessage at, int depth) {
        if (depth >= DEEPEST || plan.length() >= LONGEST_PLAN) {
            plan.append('…');
            return;
        }
        plan.append(field.getName());
        if (field.getType() != FieldDescriptor.Type.MESSAGE) {
            return;
        }
        names(field.getMessageType(), at.message());
        if (field.getName().equals("sql")) {
            QueryText sql = sql(field.getMessageType(), at.message(), 0);
            if (sql != null) {
                plan.append(": ").append(sql.text());
            }
            return;
        }
        inputs(field.getMessageType(), at.message(), depth);
    }

    private void inputs(Descriptor type, CutMessage message, int depth) {
        boolean first = true;
        while (message.next()) {
            FieldDescriptor field = type.findFieldByNumber(message.field());
            if (field == null
                    || !message.hasBody()
                    || field.getType() != FieldDescriptor.Type.MESSAGE
                    || !field.getMessageType().equals(RELATION)) {
                continue;
            }
            plan.append(first ? "(" : ", ");
            first = false;
            relation(message.message(), depth + 1);
        }
        if (!first) {
            plan.append(')');
        }
    }

    private void names(Descriptor type, CutMessage message) {
        while (message.next()) {
            FieldDescriptor field = type.findFieldByNumber(message.field());
            if (field == null || !message.hasBody()) {
                continue;
            }
            if (field.getType() == FieldDescriptor.Type.STRING && NAMES.contains(field.getName())) {
                plan.append(' ').append(message.text(LONGEST_PLAN));
            } else if (HOLDERS.contains(field.getName()) && field.getType() == FieldDescriptor.Type.MESSAGE) {
                names(field.getMessageType(), message.message());
            }
        }
    }
}
