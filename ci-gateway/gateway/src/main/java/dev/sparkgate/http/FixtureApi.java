package dev.sparkgate.http;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import dev.sparkgate.fixture.FixtureFiles;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Objects;

/** {@code /api/v1/fixtures}: fixtures travel here once, named by their content. */
final class FixtureApi {
    private static final String PATH = "/api/v1/fixtures/{id}";
    private static final String ARCHIVE = "application/zip";

    private final FixtureDesk fixtures;

    FixtureApi(FixtureDesk fixtures) {
        this.fixtures = fixtures;
    }

    void register(JavalinConfig config) {
        config.routes.get(PATH, this::get);
        config.routes.put(PATH, this::put);
    }

    private void get(Context context) {
        String id = id(context);
        if (!fixtures.store().has(id)) {
            throw new SparkgateException(
                    ErrorCode.FIXTURE_UNKNOWN,
                    "fixture '" + id + "' is not on this gateway (expected: one that was sent); send it with PUT");
        }
        Json.answer(context, 200, Json.object().put("id", id));
    }

    private void put(Context context) {
        String id = id(context);
        String type = context.contentType();
        if (type == null || !type.startsWith(ARCHIVE)) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID,
                    "content type '" + type + "' is not accepted (expected: " + ARCHIVE + ")");
        }
        String name = Objects.requireNonNullElse(context.queryParam("name"), "");
        if (name.length() > 1_000 || name.chars().anyMatch(Character::isISOControl)) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID, "name is not a path (expected: at most 1000 printable characters)");
        }
        boolean isNew = !fixtures.store().has(id);
        if (isNew) {
            fixtures.store().add(id, name, context.bodyInputStream());
        }
        Json.answer(context, isNew ? 201 : 200, Json.object().put("id", id));
    }

    private static String id(Context context) {
        String id = context.pathParam("id");
        if (!FixtureFiles.isId(id)) {
            throw new SparkgateException(
                    ErrorCode.REQUEST_INVALID, "fixture id '" + id + "' is none (expected: 64 hex digits)");
        }
        return id;
    }
}
