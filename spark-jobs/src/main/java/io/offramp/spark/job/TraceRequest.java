// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What to trace.
 *
 * @param bundle folder of the model
 * @param data table of texts, labelled or not
 * @param dataFormat empty: by the files' names
 * @param out folder to write
 * @param mode whether {@code out} may be replaced
 * @param columns of the data
 * @param slices columns to keep beside the answers, by which parts of the rows can be bounded
 * @param batchSize rows run together; empty: what suits the device
 * @param partitions tasks to spread over; 0: one a core, unless the input has more
 * @param precision what the model computes in
 */
public record TraceRequest(
    String bundle,
    String data,
    Optional<TableFormat> dataFormat,
    String out,
    TableWriter.Mode mode,
    TextColumns columns,
    List<String> slices,
    OptionalInt batchSize,
    int partitions,
    PrecisionMode precision) {
  /** What traces call their own columns. */
  private static final Set<String> OWN =
      Set.of("id", "label", "probabilities", "truncated", "error");

  /**
   * Copies the columns.
   *
   * @throws IllegalArgumentException if one is there twice, or is called as one that every folder
   *     of traces has; Spark's names ignore case
   */
  public TraceRequest {
    slices = List.copyOf(slices);
    Set<String> met = new HashSet<>();
    for (String slice : slices) {
      String name = slice.toLowerCase(Locale.ROOT);
      if (OWN.contains(name) || !met.add(name)) {
        throw new IllegalArgumentException(
            "Cannot keep column '%s' of --slice-col: %s"
                .formatted(
                    slice,
                    OWN.contains(name)
                        ? "traces have a column of that name anyway (leave it out or, if yours is another, rename it in the data)"
                        : "it is named twice (leave one out)"));
      }
    }
  }

  /** Without columns that name slices. */
  public TraceRequest(
      String bundle,
      String data,
      Optional<TableFormat> dataFormat,
      String out,
      TableWriter.Mode mode,
      TextColumns columns,
      OptionalInt batchSize,
      int partitions,
      PrecisionMode precision) {
    this(bundle, data, dataFormat, out, mode, columns, List.of(), batchSize, partitions, precision);
  }
}
