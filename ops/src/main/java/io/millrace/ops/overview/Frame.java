package io.millrace.ops.overview;

import io.millrace.ops.api.ApiJson;
import io.millrace.ops.api.Overview;
import io.millrace.ops.api.Problem;

/** The overview at one moment, as JSON shared by all clients. */
public sealed interface Frame {
    /** The name of the server-sent event. */
    String event();

    String json();

    /** The warehouse answers. */
    record Picture(Overview overview, String json) implements Frame {
        public static Picture of(Overview overview) {
            return new Picture(overview, ApiJson.text(overview));
        }

        @Override
        public String event() {
            return "overview";
        }
    }

    /** It does not. */
    record Outage(Problem problem, String json) implements Frame {
        public static Outage of(Problem problem) {
            return new Outage(problem, ApiJson.text(problem));
        }

        @Override
        public String event() {
            return "problem";
        }
    }
}
