package io.millrace.core.type;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link ValueReader} leaves the exact source text of a value that its column cannot hold. One instance serves a
 * whole row: whoever reads takes the note after each value.
 */
public final class Misfit {
    private @Nullable String text;

    /** Notes the text; the first note of a value wins, so that an array's own note is not replaced by an element's. */
    public void note(String exactText) {
        if (text == null) {
            text = exactText;
        }
    }

    public boolean isNoted() {
        return text != null;
    }

    /** The note since the last call, null where there is none. */
    public @Nullable String take() {
        String taken = text;
        text = null;
        return taken;
    }
}
