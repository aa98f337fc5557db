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
 * @param output folder to write
 * @param outputFormat of the part files
 * @param mode whether {@code output} may be replaced
 * @param columns of the input
 * @param outputPrefix put before the names of the added columns
 * @param batchSize rows run together; empty: what suits the device
 * @param partitions tasks to spread over; 0: one a core, unless the input has more
 * @param precision what the model computes in
 * @param dedupe whether identical texts on their way in a task are scored once
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
    boolean dedupe) {}
