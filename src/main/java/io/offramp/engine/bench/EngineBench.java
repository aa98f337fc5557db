// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.ExitAnswer;
import io.offramp.engine.run.Outcome;
import io.offramp.engine.run.Outcomes;
import io.offramp.engine.run.RowText;
import io.offramp.engine.run.Scorer;
import io.offramp.engine.run.Scorers;
import io.offramp.engine.run.ScoringOptions;
import io.offramp.engine.text.TextEncoding;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The variants that need no Spark: probes of the machine, the ladder of levers from the naive way
 * on, full depth at several batch sizes, and early exit with and without refilling. These last run
 * rows that were tokenised beforehand, as it is the model's time that exits save; the ladder, and
 * variants named so, run text.
 */
public final class EngineBench implements AutoCloseable {
  /** Batch sizes besides the asked one: which is best depends on the width and the caches. */
  private static final List<Integer> BATCH_SIZES = List.of(16, 32, 64);

  private final BenchOptions options;
  private final Models models;
  private final EarlyExitModel main;
  private final RowSet rows;
  private final TextEncoding tokens;
  private final Crew crew;
  private final List<ExitPlan> plans;
  private final Probes probes;

  /**
   * Loads the models, and finds out where rows leave.
   *
   * @param rows fit to be scored, at least one; pairs only if the bundle is of text pairs
   * @throws java.io.UncheckedIOException if the model cannot be loaded in a precision
   * @throws IllegalArgumentException if a mean cost cannot be simulated, or the policy is not the
   *     bundle's
   */
  public EngineBench(Bundle bundle, List<RowText> rows, BenchOptions options) {
    this.options = options;
    this.models = new Models(bundle);
    this.crew = new Crew(options.tasks());
    try {
      this.main = models.engine(options.mainPrecision());
      List<TextInput> inputs = rows.stream().map(EngineBench::input).toList();
      List<TokenizedText> texts = main.encoder().encodeAll(inputs);
      int[] lengths = texts.stream().mapToInt(TokenizedText::length).toArray();
      this.rows = new RowSet(List.copyOf(rows), lengths);
      this.tokens = beforehand(inputs, texts);
      this.plans = exitPlans();
      this.probes = new Probes(crew, options, models, this.rows);
    } catch (RuntimeException e) {
      models.close();
      crew.close();
      throw e;
    }
  }

  private static TextEncoding beforehand(List<TextInput> inputs, List<TokenizedText> texts) {
    Map<TextInput, TokenizedText> known = new HashMap<>();
    for (int row = 0; row < inputs.size(); row++) {
      known.put(inputs.get(row), texts.get(row));
    }
    return some -> some.stream().map(known::get).map(Objects::requireNonNull).toList();
  }

  private static TextInput input(RowText row) {
    return new TextInput(Objects.requireNonNull(row.text()), row.pair());
  }

  private List<ExitPlan> exitPlans() {
    if (options.policy().isPresent()) {
      int[] exits = new int[rows.size()];
      Scorer<ExitAnswer> scorer =
          Scorers.earlyExit(main, options.policy().get(), options.scoring());
      crew.seconds(
          task -> {
            int row = task;
            for (ExitAnswer answer : answers(scorer, rows.ofTask(task, crew.tasks()).texts())) {
              exits[row] = answer.exit();
              row += crew.tasks();
            }
          });
      return List.of(new ExitPlan("policy", exits));
    }
    double[] costs = main.bundle().manifest().costs().toArray();
    return options.meanCosts().stream()
        .map(
            mean ->
                new ExitPlan(
                    String.format(Locale.ROOT, "%s", mean),
                    SimulatedExits.draw(
                        rows.size(), SimulatedExits.shares(costs, mean), options.seed())))
        .toList();
  }

  /** Where the rows leave, for each mean cost asked for, or by the policy. */
  public List<ExitPlan> plans() {
    return plans;
  }

  /** What a pass over all rows has to do that leave so; of no plan: at full depth. */
  public Load load(Optional<ExitPlan> plan, ScoringOptions scoring) {
    long padded = 0;
    for (int length : rows.lengths()) {
      padded += Math.min(main.maxLength(), scoring.padded(length));
    }
    return load(main, rows, plan.map(ExitPlan::exits).orElse(null), padded);
  }

  static Load load(EarlyExitModel model, RowSet rows, int @Nullable [] exits, long padded) {
    BundleManifest manifest = model.bundle().manifest();
    double[] costs = manifest.costs().toArray();
    double flops = 0;
    double full = 0;
    double cost = 0;
    for (int row = 0; row < rows.size(); row++) {
      int exit = exits == null ? model.exits() : exits[row];
      flops += ModelFlops.atExit(manifest, exit, rows.lengths()[row]);
      full += ModelFlops.atExit(manifest, model.exits(), rows.lengths()[row]);
      cost += costs[exit - 1];
    }
    return new Load(rows.size(), rows.tokens(), padded, flops, full, cost / rows.size());
  }

  /** All of them, in the order of the table. */
  public List<Variant> variants() {
    List<Variant> variants = new ArrayList<>(probes.variants());
    variants.addAll(
        new Ladder(crew, options, models, rows.sample(options.baselineRows()), sampledExits())
            .variants());
    for (Precision precision : options.precisions()) {
      EarlyExitModel model = models.engine(precision);
      fullDepth(model, variants);
      for (ExitPlan plan : plans) {
        exits(model, plan, variants);
      }
    }
    return variants;
  }

  /** Where the sample's rows leave by the first plan. */
  private int[] sampledExits() {
    int[] all = plans.get(0).exits();
    int[] places = RowSet.evenly(rows.size(), Math.min(rows.size(), options.baselineRows()));
    return Arrays.stream(places).map(place -> all[place]).toArray();
  }

  private void fullDepth(EarlyExitModel model, List<Variant> variants) {
    ScoringOptions asked = options.scoring();
    TreeSet<Integer> sizes = new TreeSet<>(BATCH_SIZES);
    sizes.add(asked.batchSize());
    List<ScoringOptions> ways = new ArrayList<>(sizes.stream().map(asked::withBatchSize).toList());
    if (asked.lengthGrid() > 1) {
      ways.add(
          new ScoringOptions(
              asked.batchSize(), asked.windowRows(), asked.lengthGrid() / 2, asked.queueBytes()));
    }
    for (ScoringOptions way : ways) {
      variants.add(
          scoring(
              fullDepthId(model.precision(), way),
              "full depth, batch %d, grid %d".formatted(way.batchSize(), way.lengthGrid()),
              Variant.Role.FULL_DEPTH,
              model,
              load(Optional.empty(), way),
              task -> Scorers.tokenised(Scorers.fullDepth(model, way), tokens)));
    }
    variants.add(
        scoring(
            textFullDepthId(model.precision()),
            "from text, full depth",
            Variant.Role.TEXT,
            model,
            load(Optional.empty(), asked),
            task -> Scorers.fullDepth(model, asked)));
  }

  /** The id of the engine's full depth, tokenising included. */
  public static String textFullDepthId(Precision precision) {
    return "text-full-depth-" + precision.id();
  }

  /** The id of the engine's early exit, tokenising included. */
  public static String textEarlyExitId(Precision precision, ExitPlan plan) {
    return "text-early-exit-%s-%s".formatted(precision.id(), plan.name());
  }

  /** The id of the engine's full depth. */
  public static String fullDepthId(Precision precision, ScoringOptions scoring) {
    return "full-depth-%s-batch-%d-grid-%d"
        .formatted(precision.id(), scoring.batchSize(), scoring.lengthGrid());
  }

  /** The id of the engine's early exit. */
  public static String rebatchingId(Precision precision, ExitPlan plan) {
    return "rebatching-%s-%s".formatted(precision.id(), plan.name());
  }

  private void exits(EarlyExitModel model, ExitPlan plan, List<Variant> variants) {
    ScoringOptions scoring = options.scoring();
    Load load = load(Optional.of(plan), scoring);
    BatchByBatch thinning = new BatchByBatch(model, tokens, Cutting.BY_PADDED_LENGTH, scoring);
    Optional<Precision> precision = Optional.of(model.precision());
    variants.add(
        new Variant(
            "compaction-%s-%s".formatted(model.precision().id(), plan.name()),
            "early exit, batches thin out, " + plan.name(),
            Variant.Role.EARLY_EXIT,
            precision,
            load,
            Optional.empty(),
            () -> compact(thinning, plan, warmUpRows()),
            () -> compact(thinning, plan, rows)));
    variants.add(
        scoring(
            rebatchingId(model.precision(), plan),
            "early exit, batches refilled, " + plan.name(),
            Variant.Role.EARLY_EXIT,
            model,
            load,
            task -> Scorers.tokenised(leaving(model, plan, task), tokens)));
    variants.add(
        scoring(
            textEarlyExitId(model.precision(), plan),
            "from text, early exit, " + plan.name(),
            Variant.Role.TEXT,
            model,
            load,
            task -> leaving(model, plan, task)));
  }

  private Scorer<ExitAnswer> leaving(EarlyExitModel model, ExitPlan plan, int task) {
    return options
        .policy()
        .map(policy -> Scorers.earlyExit(model, policy, options.scoring()))
        .orElseGet(
            () ->
                Scorers.replay(
                    model,
                    row -> plan.exits()[Math.toIntExact(task + row * crew.tasks())],
                    options.scoring()));
  }

  private double compact(BatchByBatch thinning, ExitPlan plan, RowSet some) {
    int tasks = crew.tasks();
    return crew.seconds(
        task ->
            thinning.run(
                some.ofTask(task, tasks).texts(), RowSet.ofTask(plan.exits(), task, tasks)));
  }

  private Variant scoring(
      String id,
      String title,
      Variant.Role role,
      EarlyExitModel model,
      Load load,
      IntFunction<Scorer<ExitAnswer>> scorers) {
    return new Variant(
        id,
        title,
        role,
        Optional.of(model.precision()),
        load,
        Optional.empty(),
        () -> score(warmUpRows(), scorers),
        () -> score(rows, scorers));
  }

  private double score(RowSet some, IntFunction<Scorer<ExitAnswer>> scorers) {
    List<List<RowText>> shares = new ArrayList<>();
    for (int task = 0; task < crew.tasks(); task++) {
      shares.add(some.ofTask(task, crew.tasks()).texts());
    }
    return crew.seconds(task -> answers(scorers.apply(task), shares.get(task)));
  }

  private static List<ExitAnswer> answers(Scorer<ExitAnswer> scorer, List<RowText> rows) {
    List<ExitAnswer> answers = new ArrayList<>(rows.size());
    try (Outcomes<ExitAnswer> outcomes = scorer.score(rows.iterator())) {
      while (outcomes.hasNext()) {
        if (outcomes.next() instanceof Outcome.Answered<ExitAnswer> answered) {
          answers.add(answered.answer());
        } else {
          throw new IllegalStateException("Cannot measure a row that cannot be scored");
        }
      }
    }
    return answers;
  }

  /** A quarter of the rows, if there are many. */
  private RowSet warmUpRows() {
    return rows.first(Math.max(512, rows.size() / 4));
  }

  @Override
  public void close() {
    probes.close();
    models.close();
    crew.close();
  }
}
