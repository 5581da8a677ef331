package dev.ipcscope.server.store;

/**
 * A piece of work of a search: ids of one segment, both ends included.
 *
 * @param plan null: the predicate alone decides
 * @param indexed whether to look through the index of channels
 */
record Stretch(
        Segment segment, @org.jspecify.annotations.Nullable Plan plan, boolean indexed, long from, long to) {

    Stretch withFrom(long id) {
        return new Stretch(segment, plan, indexed, id, to);
    }

    Stretch withTo(long id) {
        return new Stretch(segment, plan, indexed, from, id);
    }

    Stretch withPlan(Plan made) {
        return new Stretch(segment, made, indexed, from, to);
    }

    long rows() {
        return to - from + 1;
    }
}
