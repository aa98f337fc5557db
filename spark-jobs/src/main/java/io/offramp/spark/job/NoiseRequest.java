// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.table.TableFormat;
import java.util.Optional;

/**
 * A copy of rows to make.
 *
 * @param data the rows
 * @param format how they are written; empty: told by the files' names
 * @param columns which hold the texts
 * @param noise what is done to them
 * @param out folder to write
 */
public record NoiseRequest(
    String data, Optional<TableFormat> format, TextColumns columns, TextNoise noise, String out) {}
