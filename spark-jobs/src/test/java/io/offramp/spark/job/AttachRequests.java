// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Builds requests to attach exits, by default as the command does but with a smaller grid. */
final class AttachRequests {
  private static final int MOST_ITERATIONS = 40;

  private final Bundle bundle;
  private final String data;
  private Path out;
  private Optional<String> dev = Optional.empty();
  private double devShare = 0.1;
  private Optional<List<Integer>> exits = Optional.empty();
  private Optional<ExitTargets> targets = Optional.empty();
  private boolean refitLast;
  private List<Regularisation> grid = List.of(new Regularisation(0.01, 0));
  private long seed = 17;
  private Optional<String> workDir = Optional.empty();
  private int partitions;
  private Optional<String> report = Optional.empty();

  AttachRequests(Bundle bundle, String data, Path out) {
    this.bundle = bundle;
    this.data = data;
    this.out = out;
  }

  AttachRequests out(Path folder) {
    out = folder;
    return this;
  }

  AttachRequests dev(String file) {
    dev = Optional.of(file);
    return this;
  }

  AttachRequests devShare(double share) {
    devShare = share;
    return this;
  }

  AttachRequests exits(Integer... layers) {
    exits = Optional.of(Arrays.asList(layers));
    return this;
  }

  AttachRequests targets(ExitTargets wanted) {
    targets = Optional.of(wanted);
    return this;
  }

  AttachRequests refitLast() {
    refitLast = true;
    return this;
  }

  AttachRequests grid(Regularisation... wanted) {
    grid = List.of(wanted);
    return this;
  }

  AttachRequests seed(long number) {
    seed = number;
    return this;
  }

  AttachRequests workDir(Path folder) {
    workDir = Optional.of(folder.toString());
    return this;
  }

  AttachRequests partitions(int tasks) {
    partitions = tasks;
    return this;
  }

  AttachRequests report(Path file) {
    report = Optional.of(file.toString());
    return this;
  }

  AttachExitsRequest build() {
    return new AttachExitsRequest(
        bundle.folder().toString(),
        data,
        dev,
        devShare,
        Optional.empty(),
        TextColumns.DEFAULT,
        exits,
        targets,
        refitLast,
        grid,
        MOST_ITERATIONS,
        seed,
        workDir,
        OptionalInt.of(8),
        partitions,
        out.toString(),
        report,
        Optional.empty());
  }
}
