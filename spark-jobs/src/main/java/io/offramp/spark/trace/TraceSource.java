// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.spark.table.TableFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where traces are and how to read them.
 *
 * @param path a file, a folder or a glob
 * @param format their shape; empty: told by the columns
 * @param tableFormat how the files are written; empty: told by their names
 * @param columns names of the columns
 * @param classes the classes by index; empty: those of the header or the bundle, or those that
 *     occur
 * @param costs what a row costs by exit, in any unit; empty: those of the header or the bundle, or
 *     k/K
 * @param bundle folder of the bundle that was traced
 * @param sliceColumns columns that name the slice of a row
 * @param wantIds whether to collect the rows' ids, which take memory
 * @param tolerance how far apart two numbers may be that count as the same, where answers are
 *     numbers; empty: they are classes
 */
public record TraceSource(
    String path,
    Optional<TraceFormat> format,
    Optional<TableFormat> tableFormat,
    TraceColumns columns,
    List<String> classes,
    List<Double> costs,
    Optional<String> bundle,
    List<String> sliceColumns,
    boolean wantIds,
    OptionalDouble tolerance) {
  /**
   * Copies the lists and checks what can be checked without reading.
   *
   * @throws IllegalArgumentException if costs do not increase, or classes are blank or double, or
   *     the tolerance is not positive
   */
  public TraceSource {
    classes = List.copyOf(classes);
    costs = List.copyOf(costs);
    sliceColumns = List.copyOf(sliceColumns);
    if (!costs.isEmpty()) {
      CostFractions.of(costs);
    }
    if (!classes.isEmpty()) {
      new KnownClasses(classes, "");
    }
    if (tolerance.isPresent()
        && !(tolerance.getAsDouble() > 0 && tolerance.getAsDouble() < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Cannot use --tolerance %s (must be positive and finite, in the unit of the answers)"
              .formatted(tolerance.getAsDouble()));
    }
  }

  /** Traces that say themselves what they are. */
  public static TraceSource of(String path) {
    return new TraceSource(
        path,
        Optional.empty(),
        Optional.empty(),
        TraceColumns.DEFAULT,
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        false,
        OptionalDouble.empty());
  }

  /** Traces of the same kind somewhere else. */
  public TraceSource at(String other) {
    return new TraceSource(
        other,
        format,
        tableFormat,
        columns,
        classes,
        costs,
        bundle,
        sliceColumns,
        wantIds,
        tolerance);
  }

  /** The same with a format, empty: told by the columns. */
  public TraceSource withFormat(Optional<TraceFormat> next) {
    return new TraceSource(
        path, next, tableFormat, columns, classes, costs, bundle, sliceColumns, wantIds, tolerance);
  }

  /** The same with other columns. */
  public TraceSource withColumns(TraceColumns next) {
    return new TraceSource(
        path, format, tableFormat, next, classes, costs, bundle, sliceColumns, wantIds, tolerance);
  }

  /** The same with these classes. */
  public TraceSource withClasses(List<String> next) {
    return new TraceSource(
        path, format, tableFormat, columns, next, costs, bundle, sliceColumns, wantIds, tolerance);
  }

  /** The same with these costs. */
  public TraceSource withCosts(List<Double> next) {
    return new TraceSource(
        path,
        format,
        tableFormat,
        columns,
        classes,
        next,
        bundle,
        sliceColumns,
        wantIds,
        tolerance);
  }

  /** The same with a bundle. */
  public TraceSource withBundle(Optional<String> next) {
    return new TraceSource(
        path, format, tableFormat, columns, classes, costs, next, sliceColumns, wantIds, tolerance);
  }

  /** The same with columns that name slices. */
  public TraceSource withSliceColumns(List<String> next) {
    return new TraceSource(
        path, format, tableFormat, columns, classes, costs, bundle, next, wantIds, tolerance);
  }

  /** The same of answers that are numbers. */
  public TraceSource withTolerance(OptionalDouble next) {
    return new TraceSource(
        path, format, tableFormat, columns, classes, costs, bundle, sliceColumns, wantIds, next);
  }

  /** The same with the rows' ids. */
  public TraceSource withIds() {
    return new TraceSource(
        path, format, tableFormat, columns, classes, costs, bundle, sliceColumns, true, tolerance);
  }
}
