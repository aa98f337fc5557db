// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to score.
 *
 * @param bundle folder of the model
 * @param policy file with the exit policy; empty: full depth
 * @param input table to score
 * @param inputFormat empty: by the files' names
 * @param output folder to write, or {@code table:NAME} of a catalog
 * @param outputFormat of the part files, or the lake
 * @param mode what becomes of an output that is there
 * @param columns of the input
 * @param outputPrefix put before the names of the added columns
 * @param batchSize rows run together; empty: what suits the device
 * @param partitions tasks to spread over; 0: one a core, unless the input has more
 * @param precision what the model computes in
 * @param dedupe whether identical texts on their way in a task are scored once
 * @param layout folders and files of the output
 * @param badRows what becomes of rows and files that cannot be scored
 */
public record ScoreRequest(
    String bundle,
    Optional<String> policy,
    String input,
    Optional<TableFormat> inputFormat,
    String output,
    TableFormat outputFormat,
    TableWriter.Mode mode,
    TextColumns columns,
    String outputPrefix,
    OptionalInt batchSize,
    int partitions,
    PrecisionMode precision,
    boolean dedupe,
    LayoutRequest layout,
    BadRowRequest badRows) {}
