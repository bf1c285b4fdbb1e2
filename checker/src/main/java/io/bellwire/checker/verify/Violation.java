package io.bellwire.checker.verify;

/** A promise was broken. */
public final class Violation extends RuntimeException {

    public enum Kind {
        /** An acknowledged write is not there, or a change never reached a client. */
        LOST,
        /** A write was stored twice, or an event came twice. */
        DOUBLED,
        REORDERED,
        /** Revisions were left out though nothing later stands for them. */
        HOLE,
        STRANGER,
        /** Something is there that nobody wrote, or that was refused. */
        PHANTOM,
        WRONG_CONTENT,
        /** A change took longer than promised. */
        STALE,
        /** A client that did not ask was told to fetch all, without need. */
        NEEDLESS_SYNC,
        COMMAND_TWICE,
        COMMAND_LOST,
        /** A command was carried out though its sender was told that it was not, or the other way about. */
        COMMAND_UNTRUE,
        DIFFERS,
        PROCESS
    }

    private final Kind kind;

    public Violation(Kind kind, String what) {
        super(kind + ": " + what);
        this.kind = kind;
    }

    /** The same, with what led to it. */
    public Violation withHistory(String history) {
        return new Violation(
                kind, String.valueOf(getMessage()).substring(kind.name().length() + 2) + history);
    }

    public Kind kind() {
        return kind;
    }
}
