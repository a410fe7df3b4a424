package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.config.AlertRule;
import io.millrace.config.Config;
import io.millrace.ops.alert.rule.RuleText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which alerts fire. A condition must hold for the rule's time before its alert fires, and be clear for as long
 * (between five seconds and a minute) before it resolves. Pure: the time is passed in. Not thread-safe.
 */
final class AlertTracker {
    private static final Duration LEAST_QUIET = Duration.ofSeconds(5);
    private static final Duration MOST_QUIET = Duration.ofMinutes(1);

    private final String source;
    private final Config.Alerts settings;
    private final Map<Key, Track> tracks = new HashMap<>();

    /** @param source the source's name, of every alert */
    AlertTracker(String source, Config.Alerts settings) {
        this.source = source;
        this.settings = settings;
    }

    private record Key(AlertRule rule, String subject) {}

    /** The kinds of transitions. */
    enum TransitionKind {
        FIRED,
        /** Still firing, with another number or reason. */
        CHANGED,
        RESOLVED
    }

    /** A transition of an alert. */
    record Transition(TransitionKind kind, AlertEntry alert) {}

    private static final class Track {
        private final Instant since;
        private @Nullable AlertEntry alert;
        private @Nullable Instant clearSince;

        Track(Instant since, @Nullable AlertEntry alert) {
            this.since = since;
            this.alert = alert;
        }
    }

    /**
     * Restores an alert that fired before this process started: it keeps its start.
     *
     * @return the alert that started in its place before it was restored
     */
    Optional<AlertEntry> restore(AlertRule rule, AlertEntry stored) {
        Track before = tracks.put(new Key(rule, stored.subject()), new Track(stored.since(), stored));
        return Optional.ofNullable(before == null ? null : before.alert);
    }

    /** Applies observations of the rules, and returns the transitions. */
    List<Transition> take(List<Observation> observations, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MILLIS);
        List<Transition> transitions = new ArrayList<>();
        for (Observation observation : observations) {
            Set<String> seen = new HashSet<>();
            for (Condition condition : observation.conditions()) {
                seen.add(condition.subject());
                take(new Key(observation.rule(), condition.subject()), condition, now, transitions);
            }
            if (observation.complete()) {
                List<Key> gone = tracks.keySet().stream()
                        .filter(key -> key.rule() == observation.rule() && !seen.contains(key.subject()))
                        .toList();
                gone.forEach(key -> clear(key, now, transitions));
            }
        }
        return transitions;
    }

    /** The firing alerts, the most severe and oldest first. */
    List<AlertEntry> firing() {
        List<AlertEntry> firing = new ArrayList<>();
        for (Track track : tracks.values()) {
            if (track.alert != null) {
                firing.add(track.alert);
            }
        }
        firing.sort(Comparator.comparing(AlertTracker::severity).reversed().thenComparing(AlertEntry::since));
        return firing;
    }

    private static AlertRule.Severity severity(AlertEntry alert) {
        return AlertRule.Severity.valueOf(alert.severity().toUpperCase(Locale.ROOT));
    }

    private void take(Key key, Condition condition, Instant now, List<Transition> transitions) {
        switch (condition.level()) {
            case HOLDS -> hold(key, condition, now, transitions);
            case CLEAR -> clear(key, now, transitions);
            case NEAR -> {
                Track track = tracks.get(key);
                if (track == null) {
                    return;
                }
                track.clearSince = null;
                if (track.alert == null) {
                    tracks.remove(key);
                }
            }
        }
    }

    private void hold(Key key, Condition condition, Instant now, List<Transition> transitions) {
        Track track = tracks.computeIfAbsent(key, unknown -> new Track(now, null));
        track.clearSince = null;
        AlertRule.Setting setting = settings.rule(key.rule());
        if (track.alert == null) {
            if (!track.since.plusMillis(setting.holdMillis()).isAfter(now)) {
                track.alert = entry(key, condition, track.since);
                transitions.add(new Transition(TransitionKind.FIRED, track.alert));
            }
            return;
        }
        AlertEntry next = entry(key, condition, track.since);
        if (!next.equals(track.alert)) {
            track.alert = next;
            transitions.add(new Transition(TransitionKind.CHANGED, next));
        }
    }

    private void clear(Key key, Instant now, List<Transition> transitions) {
        Track track = tracks.get(key);
        if (track == null) {
            return;
        }
        AlertEntry alert = track.alert;
        if (alert == null) {
            tracks.remove(key);
            return;
        }
        Instant clearSince = track.clearSince == null ? now : track.clearSince;
        track.clearSince = clearSince;
        if (!clearSince.plus(quiet(key.rule())).isAfter(now)) {
            tracks.remove(key);
            transitions.add(new Transition(TransitionKind.RESOLVED, resolved(alert, clearSince)));
        }
    }

    private Duration quiet(AlertRule rule) {
        Duration hold = Duration.ofMillis(settings.rule(rule).holdMillis());
        return hold.compareTo(LEAST_QUIET) < 0 ? LEAST_QUIET : hold.compareTo(MOST_QUIET) > 0 ? MOST_QUIET : hold;
    }

    private AlertEntry entry(Key key, Condition condition, Instant since) {
        AlertRule.Setting setting = settings.rule(key.rule());
        return new AlertEntry(
                source,
                key.rule().key(),
                key.subject(),
                since,
                setting.severity().name().toLowerCase(Locale.ROOT),
                null,
                condition.value(),
                setting.threshold(),
                condition.reason(),
                RuleText.of(key.rule()).adviceFor(key.subject()));
    }

    /** The alert as resolved. */
    static AlertEntry resolved(AlertEntry alert, Instant at) {
        return new AlertEntry(
                alert.source(),
                alert.rule(),
                alert.subject(),
                alert.since(),
                alert.severity(),
                at,
                alert.value(),
                alert.threshold(),
                alert.reason(),
                alert.advice());
    }
}
