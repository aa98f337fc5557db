// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.Task;
import io.offramp.spark.table.TableFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which exits to attach to what, fitted on which rows.
 *
 * @param bundle whose encoder stays as it is
 * @param data rows to fit heads on
 * @param dev rows that choose regularisation and fit temperatures; empty: a share of the data
 * @param devShare that share, within 0 to 1
 * @param format of both tables; empty: by the files' names
 * @param columns of both tables
 * @param exits layers after which exits stand, or none for all; empty: those of the bundle, or all
 *     if it has one
 * @param targets what exits learn to say; empty: labels if there are any, else the last exit's
 *     answers
 * @param refitLast whether the last exit is fitted anew where it might stay
 * @param grid regularisations to try for each exit
 * @param maxIterations of each fit
 * @param seed by which dev rows are drawn
 * @param workDir folder for features; empty: among Spark's local directories
 * @param batchSize rows run together; empty: what suits the device
 * @param partitions tasks to spread rows over; 0: as the input is split, but at least one a core
 * @param out bundle to write
 * @param report file to write the report to as JSON; empty: none
 * @param task what a row's label is; empty: as for the bundle
 */
public record AttachExitsRequest(
    String bundle,
    String data,
    Optional<String> dev,
    double devShare,
    Optional<TableFormat> format,
    TextColumns columns,
    Optional<List<Integer>> exits,
    Optional<ExitTargets> targets,
    boolean refitLast,
    List<Regularisation> grid,
    int maxIterations,
    long seed,
    Optional<String> workDir,
    OptionalInt batchSize,
    int partitions,
    String out,
    Optional<String> report,
    Optional<Task> task) {
  /**
   * Copies the grid and checks the numbers.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  public AttachExitsRequest {
    grid = List.copyOf(grid);
    require(!grid.isEmpty(), "Cannot fit exits without a regularisation (must be at least one)");
    require(
        devShare > 0 && devShare < 1,
        "Cannot set a share of %s of the rows apart (must be above 0 and below 1)"
            .formatted(devShare));
    require(
        maxIterations >= 1,
        "Cannot fit exits in %d iterations (must be at least 1)".formatted(maxIterations));
    require(
        targets.isEmpty() || targets.get() == ExitTargets.LABELS || !refitLast,
        "Cannot fit the last exit to its own answers (leave out --refit-last, or use --targets labels)");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
