package io.millrace.core.type.read;

import org.jspecify.annotations.Nullable;

/**
 * Holds the exact source text of a value that its column cannot hold. A {@link ValueReader} fills it; its caller
 * {@linkplain #take takes} the text after each value.
 */
public final class Rescue {
    private @Nullable String text;

    /** Keeps the text; the first text of a value wins, so that an array's text is not replaced by an element's. */
    public void keep(String exactText) {
        if (text == null) {
            text = exactText;
        }
    }

    public boolean isPresent() {
        return text != null;
    }

    /** The text since the last call, null if there is none. */
    public @Nullable String take() {
        String taken = text;
        text = null;
        return taken;
    }
}
