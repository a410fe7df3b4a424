package io.millrace.core.evolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Orders plans: those about the same table, name or storage are carried out in order, the others in parallel or by
 * common steps.
 */
public final class EvolutionOrder {
    private EvolutionOrder() {}

    /** The plans in independent lists; within a list the order stays. */
    public static List<List<EvolutionPlan>> chains(List<EvolutionPlan> plans) {
        int[] chain = new int[plans.size()];
        Map<Object, Integer> first = new HashMap<>();
        for (int i = 0; i < chain.length; i++) {
            chain[i] = i;
            for (Object subject : subjects(plans.get(i))) {
                Integer earlier = first.putIfAbsent(subject, i);
                if (earlier != null) {
                    join(chain, chain[earlier], chain[i]);
                }
            }
        }
        Map<Integer, List<EvolutionPlan>> chains = new LinkedHashMap<>();
        for (int i = 0; i < chain.length; i++) {
            chains.computeIfAbsent(chain[i], number -> new ArrayList<>()).add(plans.get(i));
        }
        return List.copyOf(chains.values());
    }

    private static void join(int[] chain, int one, int other) {
        for (int i = 0; i < chain.length; i++) {
            if (chain[i] == other) {
                chain[i] = one;
            }
        }
    }

    /** The plans in rounds: a plan comes in a later round than those it waits for. */
    public static List<List<EvolutionPlan>> rounds(List<EvolutionPlan> plans) {
        List<List<EvolutionPlan>> rounds = new ArrayList<>();
        Map<Object, Integer> next = new HashMap<>();
        for (EvolutionPlan plan : plans) {
            Set<Object> subjects = subjects(plan);
            int round = subjects.stream()
                    .mapToInt(subject -> next.getOrDefault(subject, 0))
                    .max()
                    .orElse(0);
            subjects.forEach(subject -> next.put(subject, round + 1));
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(plan);
        }
        return rounds;
    }

    /** Numbers, names and places. */
    private static Set<Object> subjects(EvolutionPlan plan) {
        WarehouseTable result = plan.result();
        Set<Object> subjects = new HashSet<>(Set.of(result.source()));
        subjects.add(result.origin().storage());
        if (result.origin().oid() != 0) {
            subjects.add(result.origin().oid());
        }
        for (SchemaChange change : plan.changes()) {
            if (change instanceof SchemaChange.RenameTable rename) {
                subjects.add(rename.before().source());
            }
        }
        return subjects;
    }
}
