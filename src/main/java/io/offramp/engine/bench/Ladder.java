// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.ScoringOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The naive way, and the levers: one upon the other, and each alone. All run a sample of the rows,
 * as the naive way is slow.
 */
final class Ladder {
  static final String NAIVE = "naive";
  static final String SORTED = "sorted";
  static final String GRID = "sorted-grid";
  static final String KERNELS = "sorted-grid-kernels";
  static final String BF16 = "sorted-grid-kernels-bf16";
  static final String ONLY_GRID = "only-grid";
  static final String ONLY_KERNELS = "only-kernels";
  static final String ONLY_BF16 = "only-bf16";
  static final String ONLY_EXITS = "only-exits";

  private static final int WARM_UP_ROWS = 256;

  private final Crew crew;
  private final BenchOptions options;
  private final Models models;
  private final RowSet sample;
  private final int[] exits;

  /**
   * @param exits where the sample's rows leave
   */
  Ladder(Crew crew, BenchOptions options, Models models, RowSet sample, int[] exits) {
    this.crew = crew;
    this.options = options;
    this.models = models;
    this.sample = sample;
    this.exits = exits;
  }

  List<Variant> variants() {
    List<Precision> taken = models.precisions();
    Precision base = taken.contains(Precision.FP32) ? Precision.FP32 : taken.get(0);
    EarlyExitModel plain = models.plain(base);
    EarlyExitModel kernels = models.engine(base);
    List<Variant> variants = new ArrayList<>();
    variants.add(
        full(NAIVE, "naive: batches of 100 as they come, " + base.id(), plain, Cutting.ARRIVAL));
    variants.add(full(SORTED, "+ sorted by length", plain, Cutting.BY_LENGTH));
    variants.add(full(GRID, "+ length grid, batches by tokens", plain, Cutting.BY_PADDED_LENGTH));
    if (!models.own()) {
      variants.add(full(KERNELS, "+ oneDNN's kernels", kernels, Cutting.BY_PADDED_LENGTH));
    }
    boolean bf16 = base != Precision.BF16 && options.precisions().contains(Precision.BF16);
    if (bf16) {
      variants.add(full(BF16, "+ bf16", models.engine(Precision.BF16), Cutting.BY_PADDED_LENGTH));
    }
    variants.add(full(ONLY_GRID, "naive, only grid and tokens", plain, Cutting.BUDGET));
    if (!models.own()) {
      variants.add(full(ONLY_KERNELS, "naive, only oneDNN's kernels", kernels, Cutting.ARRIVAL));
    }
    if (bf16) {
      variants.add(
          full(ONLY_BF16, "naive, only bf16", models.plain(Precision.BF16), Cutting.ARRIVAL));
    }
    variants.add(variant(ONLY_EXITS, "naive, only exits", plain, Cutting.ARRIVAL, exits));
    return variants;
  }

  private Variant full(String id, String title, EarlyExitModel model, Cutting cutting) {
    return variant(id, title, model, cutting, null);
  }

  private Variant variant(
      String id, String title, EarlyExitModel model, Cutting cutting, int @Nullable [] leaving) {
    ScoringOptions scoring = options.scoring();
    BatchByBatch runner = new BatchByBatch(model, model.encoder(), cutting, scoring);
    long padded = 0;
    for (int task = 0; task < crew.tasks(); task++) {
      padded += runner.paddedTokens(sample.ofTask(task, crew.tasks()).lengths());
    }
    return new Variant(
        id,
        title,
        Variant.Role.BASELINE,
        Optional.of(model.precision()),
        EngineBench.load(model, sample, leaving, padded),
        Optional.empty(),
        () -> run(runner, sample.first(WARM_UP_ROWS), leaving),
        () -> run(runner, sample, leaving));
  }

  private double run(BatchByBatch runner, RowSet some, int @Nullable [] leaving) {
    int tasks = crew.tasks();
    return crew.seconds(
        task ->
            runner.run(
                some.ofTask(task, tasks).texts(),
                leaving == null ? null : RowSet.ofTask(leaving, task, tasks)));
  }
}
