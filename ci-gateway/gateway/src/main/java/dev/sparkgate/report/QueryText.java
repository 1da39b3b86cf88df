package dev.sparkgate.report;

/**
 * What a query is, for people.
 *
 * @param text SQL, or the operators of a plan from the outermost to what they read
 * @param cut whether the query goes on behind the text
 */
record QueryText(Kind kind, String text, boolean cut) {
    enum Kind {
        SQL,
        PLAN,
        /** Its request was not seen, or cannot be read. */
        UNKNOWN
    }

    static final QueryText UNKNOWN = new QueryText(Kind.UNKNOWN, "", false);

    QueryText atMost(int length) {
        return text.length() <= length ? this : new QueryText(kind, text.substring(0, length), true);
    }
}
