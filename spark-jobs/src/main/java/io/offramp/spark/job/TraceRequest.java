// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to trace.
 *
 * @param bundle folder of the model
 * @param data table of texts, labelled or not
 * @param dataFormat empty: by the files' names
 * @param out folder to write
 * @param mode whether {@code out} may be replaced
 * @param columns of the data
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
    OptionalInt batchSize,
    int partitions,
    PrecisionMode precision) {}
