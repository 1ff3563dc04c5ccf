package dev.ptarmigan.study;

import dev.ptarmigan.pe.AccessStream;
import dev.ptarmigan.pe.AccessStream.Range;
import dev.ptarmigan.pe.TlbGeometry;
import java.util.List;
import java.util.function.Function;

/**
 * What to do on every mapping.
 *
 * @param geometry the TLB
 * @param stream the accesses, given the readable ranges of the linear map
 * @param ownAddresses the accesses are of one kernel's addresses and make no sense on another's
 * @param count how many accesses are counted
 * @param warmUp how many are made before
 * @param splits after how many calls to measure
 * @param strategies by which strategies the calls are made
 */
public record StudyPlan(
        TlbGeometry geometry,
        Function<List<Range>, AccessStream> stream,
        boolean ownAddresses,
        long count,
        long warmUp,
        List<Integer> splits,
        List<String> strategies) {

    /** Copies the lists. */
    public StudyPlan {
        splits = List.copyOf(splits);
        strategies = List.copyOf(strategies);
    }

    AccessStream accesses(List<Range> linear) {
        return stream.apply(linear);
    }
}
