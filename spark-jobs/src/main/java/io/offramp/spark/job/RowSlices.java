// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.trace.Trace;
import io.offramp.engine.encoder.Task;
import io.offramp.spark.trace.Slices.SliceColumn;
import io.offramp.spark.trace.TraceTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The parts of traces whose risk can be bounded on its own. */
final class RowSlices {
  private RowSlices() {}

  /** One for each class that labels a row, such as {@code label "sports"}. */
  static List<Slice> ofClasses(TraceTable traces) {
    if (traces.task() != Task.SINGLE_LABEL) {
      return List.of(); // a set of labels, or a number, is no group of rows that anybody named
    }
    Trace trace = traces.trace();
    BitSet seen = new BitSet();
    for (int row = 0; row < trace.rows(); row++) {
      trace.label(row).ifPresent(seen::set);
    }
    List<Slice> slices = new ArrayList<>();
    seen.stream()
        .forEach(
            label ->
                slices.add(
                    new Slice(
                        words("label", traces.classes().get(label)),
                        row -> trace.label(row).orElse(-1) == label)));
    return slices;
  }

  /** One for each value of each column that names slices, such as {@code language "de"}. */
  static List<Slice> ofColumns(TraceTable traces) {
    List<Slice> slices = new ArrayList<>();
    for (SliceColumn column : traces.slices().orElseThrow().columns()) {
      for (int i = 0; i < column.slices().size(); i++) {
        int id = i;
        slices.add(
            new Slice(words(column.name(), column.slices().get(id)), row -> column.id(row) == id));
      }
    }
    return slices;
  }

  private static String words(String column, String value) {
    return "%s \"%s\"".formatted(column, value);
  }
}
