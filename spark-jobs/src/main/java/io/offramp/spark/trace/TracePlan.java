// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.ml.Traces;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What tasks do to read a format.
 *
 * @param parts what they send
 * @param exits K, if it is known before they run
 * @param known the classes, if they are known before they run
 */
record TracePlan(JavaRDD<TracePart> parts, OptionalInt exits, @Nullable KnownClasses known) {
  private static final int NONE = -1;

  static TracePlan ofWide(TraceSource source, Selection selection, RowLayout layout) {
    ExitColumns columns = ExitColumns.of(selection.columns(), source.columns());
    int first = NONE;
    for (String column : columns.confidences()) {
      int at = selection.plain(column, "--confidence-cols");
      first = first == NONE ? at : first;
    }
    columns.predictions().forEach(column -> selection.plain(column, "--prediction-cols"));
    WideCells cells = new WideCells(columns, first);
    return samples(source, selection, layout, cells, asked(source), columns.exits().size());
  }

  /** Traces of a model whose rows have sets of labels, of which the header tells. */
  static TracePlan ofSets(
      TraceSource source, TraceHeader header, Selection selection, RowLayout layout) {
    int matrix = selection.matrix(source.columns().probabilities(), "--probabilities-col");
    int exits = header.costs().exits();
    SetCells cells = new SetCells(exits, header.labels(), matrix);
    return samples(source, selection, layout, cells, null, exits);
  }

  /** Traces of a regression, of which the header tells. */
  static TracePlan ofNumbers(
      TraceSource source, TraceHeader header, Selection selection, RowLayout layout) {
    int matrix = selection.matrix(source.columns().probabilities(), "--probabilities-col");
    int exits = header.costs().exits();
    return samples(source, selection, layout, new NumberCells(exits, matrix), asked(source), exits);
  }

  static TracePlan ofProbabilities(
      TraceSource source,
      Optional<TraceHeader> header,
      Optional<Bundle> bundle,
      Selection selection,
      RowLayout layout) {
    String column = source.columns().probabilities();
    int matrix = selection.matrix(column, "--probabilities-col");
    int error =
        selection.columns().contains(Traces.ERROR)
            ? selection.pick(col(InputColumns.quoted(Traces.ERROR)).cast("string"))
            : NONE;
    Optional<KnownClasses> named =
        header
            .map(about -> new KnownClasses(about.labels(), "trace again"))
            .or(() -> Optional.ofNullable(asked(source)))
            .or(() -> bundle.map(TracePlan::labels));
    int[] shape =
        header
            .map(about -> new int[] {about.costs().exits(), about.labels().size()})
            .orElseGet(() -> FirstShape.of(source, selection.alone(matrix)));
    KnownClasses known = named.orElseGet(() -> KnownClasses.indexes(shape[1]));
    if (known.names().size() != shape[1]) {
      throw new IllegalArgumentException(
          "Cannot use classes %s: they are %d (must be %d, one for each probability of the traces %s)"
              .formatted(known.names(), known.names().size(), shape[1], source.path()));
    }
    ProbabilityCells cells =
        new ProbabilityCells(shape[0], shape[1], matrix, error, header.isPresent());
    return samples(source, selection, layout, cells, known, shape[0]);
  }

  private static TracePlan samples(
      TraceSource source,
      Selection selection,
      RowLayout layout,
      CellReader cells,
      @Nullable KnownClasses known,
      int exits) {
    SampleRows packing = new SampleRows(layout, cells, known, source.wantIds());
    return new TracePlan(RawRows.map(selection.rows(), packing), OptionalInt.of(exits), known);
  }

  /** The rows of a sample are brought together; places tell the samples' order afterwards. */
  static TracePlan ofLong(TraceSource source, Selection selection, RowLayout layout) {
    TraceColumns names = source.columns();
    MissingColumn.require(names.id(), selection.columns(), "--id-col");
    int exit = selection.plain(names.exit(), "--exit-col");
    int confidence = selection.plain(names.confidence(), "--confidence-col");
    int prediction = selection.plain(names.prediction(), "--prediction-col");
    int number = selection.pick(monotonically_increasing_id().bitwiseAND((1L << 33) - 1));
    Column id = col(Selection.name(layout.id()));
    Dataset<Row> grouped = selection.rows().repartition(id).sortWithinPartitions(id);
    KnownClasses known = asked(source);
    LongRows packing =
        new LongRows(
            layout,
            new LongRows.LongColumns(exit, confidence, prediction, number),
            known,
            source.wantIds());
    return new TracePlan(grouped.javaRDD().mapPartitions(packing), OptionalInt.empty(), known);
  }

  private static @Nullable KnownClasses asked(TraceSource source) {
    if (source.tolerance().isPresent()) {
      return KnownClasses.ofNumbers();
    }
    return source.classes().isEmpty()
        ? null
        : new KnownClasses(source.classes(), "name all classes with --classes");
  }

  private static KnownClasses labels(Bundle bundle) {
    return new KnownClasses(
        bundle.manifest().labels(), "name the bundle that was traced, or give --classes");
  }
}
