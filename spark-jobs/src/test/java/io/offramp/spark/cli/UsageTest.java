// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.OfframpVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage is found before Spark starts: exit code 2 and a message that says what to do. */
final class UsageTest {
  private static final List<String> SCORE =
      List.of("score", "--bundle", "b", "--input", "i", "--output", "o");
  private static final List<String> TRACE =
      List.of("trace", "--bundle", "b", "--data", "d", "--out", "o");
  private static final List<String> CALIBRATE = List.of("calibrate", "--traces", "t", "--out", "o");
  private static final List<String> BACKTEST =
      List.of("backtest", "--traces", "t", "--max-disagreement", ".1");
  private static final List<String> TRAIN =
      List.of("train", "--data", "d", "--dev", "d", "--out", "o");
  private static final List<String> BENCH = List.of("bench", "--data", "d");
  private static final List<String> DEMO = List.of("demo", "--out", "o");

  private static Cli run(List<String> command, String... more) {
    List<String> args = new ArrayList<>(command);
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  private static void assertUsage(Cli run, String message) {
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("offramp: ").contains(message).doesNotContain("\tat ");
  }

  @Test
  void run_nothing_printsTheUsage() {
    Cli run = Cli.run();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            "Usage: offramp",
            "demo",
            "train",
            "trace",
            "calibrate",
            "backtest",
            "score",
            "bench",
            "Exit codes:");
  }

  @Test
  void run_help_isAResult() {
    Cli run = Cli.run("--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: offramp");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "train",
        "attach-exits",
        "trace",
        "calibrate",
        "backtest",
        "score",
        "bench"
      })
  void run_helpOfACommand_explainsItsOptions(String command) {
    Cli run = Cli.run(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: offramp " + command, "--config", "--master", "Default:");
    assertThat(run.out()).doesNotContain("${DEFAULT-VALUE}", "%%");
  }

  @Test
  void run_version_isTheBuilds() {
    Cli run = Cli.run("--version");
    assertThat(run.code()).isZero();
    assertThat(run.out().strip()).isEqualTo("offramp " + OfframpVersion.current());
  }

  @Test
  void run_unknownCommand_suggestsTheNearest() {
    assertUsage(Cli.run("scor"), "Did you mean: offramp score");
  }

  @Test
  void run_unknownOption_suggestsTheNearest() {
    assertUsage(run(SCORE, "--polcy", "p"), "Possible solutions: --policy");
    assertThat(run(SCORE, "--polcy", "p").err())
        .contains("'--polcy'", "Try 'offramp score --help'.");
  }

  @Test
  void run_missingRequiredOption_isNamed() {
    assertUsage(Cli.run("score", "--bundle", "b", "--input", "i"), "'--output=DIR'");
    assertUsage(Cli.run("trace", "--bundle", "b", "--out", "o"), "'--data=FILE'");
    assertUsage(Cli.run("calibrate", "--out", "o"), "'--traces=TRACES'");
    assertUsage(Cli.run("backtest", "--max-cost", ".5"), "'--traces=TRACES'");
    assertUsage(Cli.run("backtest", "--traces", "t"), "Cannot calibrate without a target");
    assertUsage(Cli.run("train", "--data", "d", "--out", "o"), "'--dev=FILE'");
    assertUsage(Cli.run("demo"), "'--out=DIR'");
  }

  @Test
  void run_calibrateWithNoOrTwoTargets_asksForOne() {
    assertUsage(
        run(CALIBRATE),
        "Cannot calibrate without a target: give --max-accuracy-drop, --max-disagreement or --max-cost");
    assertUsage(
        run(CALIBRATE, "--max-accuracy-drop", ".1", "--max-disagreement", ".1"),
        "Cannot calibrate for two risks: give either --max-accuracy-drop or --max-disagreement");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max-accuracy-drop 0|Cannot bound the accuracy drop by 0.0",
        "--max-accuracy-drop 1|Cannot bound the accuracy drop by 1.0",
        "--max-accuracy-drop x|'x' is not a double",
        "--max-disagreement -0.1|Cannot bound the disagreement by -0.1",
        "--max-disagreement 1.5|Cannot bound the disagreement by 1.5",
        "--max-disagreement .1 --confidence 1|Cannot use --confidence 1.0 (must be between 0 and 1)",
        "--max-disagreement .1 --confidence 95|Cannot use --confidence 95.0",
        "--max-disagreement .1 --max-cost 0|Cannot use --max-cost 0.0 (must be between 0 and 1)",
        "--max-disagreement .1 --max-cost NaN|Cannot use --max-cost NaN",
        "--max-cost 1|Cannot use --max-cost 1.0 (must be between 0 and 1)",
        "--max-disagreement .1 --seed 1.5|'1.5' is not a long",
        "--max-disagreement .1 --signal margins|Cannot use signal \"margins\" (must be one of: max-probability, margin, certainty, patience, patience-confidence, vote, mean-max-probability, learned; did you mean margin?)",
        "--max-disagreement .1 --calibration sigmoid|Cannot calibrate by \"sigmoid\" (must be one of: beta, shrunken-isotonic, isotonic, platt, temperature, none)",
        "--max-disagreement .1 --risk-test t|Cannot use risk test \"t\" (must be one of: auto, exact-trinomial, exact-binomial, hoeffding-bentkus, betting)",
        "--max-disagreement .1 --max-class-accuracy-drop .1|Cannot use --max-class-accuracy-drop 0.1 without --max-accuracy-drop (give the bound for all rows as well)",
        "--max-accuracy-drop .1 --max-class-accuracy-drop 2|Cannot use --max-class-accuracy-drop 2.0 (must be between 0 and 1)",
        "--max-cost .5 --slice-col s --max-slice-risk .1|Cannot use --max-slice-risk 0.1 without --max-accuracy-drop or --max-disagreement (give the bound for all rows as well)",
        "--max-disagreement .1 --max-slice-risk .1|Cannot use --max-slice-risk 0.1: no column names slices (give --slice-col)",
        "--max-accuracy-drop .1 --slice-col s --max-slice-risk .1 --max-class-accuracy-drop .2|Cannot use --max-class-accuracy-drop 0.2 with --max-slice-risk 0.1 (must be equal: one bound holds for every part of the rows)",
        "--max-cost .5 --asymptotic|Cannot use --asymptotic with a bound on cost, classes or slices, a learned signal or a --risk-test (must be one risk of all rows; leave --asymptotic or the other out)",
        "--max-disagreement .1 --asymptotic --signal learned|Cannot use --asymptotic with",
        "--max-disagreement .1 --trace-format tall|Cannot read traces of format 'tall' (must be one of [own, probabilities, long, wide])",
        "--max-disagreement .1 --input-format tsv|Cannot use format 'tsv'",
        "--max-disagreement .1 --costs .5,.5|Cannot use --costs [0.5, 0.5]: 0.5 (must be greater than 0.5",
        "--max-disagreement .1 --costs .5;1|'.5;1' is not a double",
        "--max-disagreement .1 --classes a,a|Cannot use classes [a, a] (must be one different name for each)",
        "--max-disagreement .1 --confidence-cols c|Cannot use --confidence-cols 'c' (must have {} once"
      })
  void run_calibrateWithBadNumber_isRefused(String more, String message) {
    assertUsage(run(CALIBRATE, more.split(" ", -1)), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--splits 0|Cannot backtest over 0 splits (must be 1 or more)",
        "--splits 1.5|'1.5' is not an int",
        "--calibrate-share 1|Cannot backtest with a share 1.0 of rows calibrating (must be in (0,1), such as 0.5)",
        "--methods naiv|Cannot compare method 'naiv' (must be all, or some of offramp, one-split, swapped-halves, per-exit-search, cross-fit, shared-exact-trinomial, shared-exact-binomial, shared-hoeffding-bentkus, shared-betting, full-depth, naive, geometric-shares, patience, conformal-risk, upper-bound; did you mean naive?)",
        "--methods naive,all|Cannot compare method 'all' (must be all, or some of",
        "--max-slice-risk .1|Cannot use --max-slice-risk 0.1: no column names slices (give --slice-col)"
      })
  void run_backtestWithBadValue_isRefused(String more, String message) {
    assertUsage(run(BACKTEST, more.split(" ", -1)), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--batch-size 0|Cannot run batches of 0 rows (must be at least 1)",
        "--batch-size many|'many' is not an int",
        "--partitions -1|Cannot use -1 partitions (must be at least 0)",
        "--mode add|Cannot use mode 'add' (must be error, overwrite or append)",
        "--input-format json|Cannot use format 'json' (must be one of [jsonl, csv, parquet, text, orc, delta, iceberg])",
        "--precision int8|Cannot use precision 'int8' (must be one of auto, fp32, bf16, fp16)",
        "--precision BF16|Cannot use precision 'BF16' (must be one of auto, fp32, bf16, fp16)"
      })
  void run_scoreOrTraceWithBadValue_isRefused(String more, String message) {
    assertUsage(run(SCORE, more.split(" ", -1)), message);
    assertUsage(run(TRACE, more.split(" ", -1)), message);
  }

  @Test
  void run_badOutputFormatOrRows_isRefused() {
    assertUsage(
        run(SCORE, "--output-format", "xml"),
        "Cannot write format 'xml' (must be one of [jsonl, csv, parquet, orc, delta, iceberg])");
    assertUsage(run(SCORE, "--output-format", "text"), "Cannot write format 'text'");
    assertUsage(
        run(SCORE, "--max-bad-rows", "101%"),
        "Cannot bear '101%' bad rows (must be a count such as 100, or a share such as 0.5%)");
    assertUsage(run(SCORE, "--max-bad-rows", "-1"), "Cannot bear '-1' bad rows");
    assertUsage(
        run(SCORE, "--quarantine", "table:bad"),
        "Cannot use --quarantine 'table:bad' (must be a folder)");
    assertUsage(run(SCORE, "--quarantine", " "), "Cannot use --quarantine ' '");
    assertUsage(
        run(SCORE, "--max-rows-per-file", "-1"),
        "Cannot write -1 rows a file (must be at least 0)");
    assertUsage(run(TRACE, "--mode", "append"), "Cannot append to traces (must be --mode error");
    assertUsage(run(DEMO, "--rows", "0"), "Cannot score 0 rows (must be at least 1)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs 0|Cannot train with epochs 0 (must be at least 1)",
        "--patience 0|Cannot train with patience 0 (must be at least 1)",
        "--batch-size 0|Cannot train with batch size 0 (must be at least 1)",
        "--learning-rate 0|Cannot train with learning rate 0.0 (must be between 0 and 1)",
        "--dropout 1|Cannot train with dropout 1.0 (must be at least 0, below 1)",
        "--word-dropout 1|Cannot train with word dropout 1.0 (must be at least 0, below 1)",
        "--threads 0|Cannot train with threads 0 (must be at least 1)",
        "--vocab-size 99|Cannot learn 99 entries (must be at least 100)",
        "--exits 1,two|Cannot place exits '1,two' (must be all, or layers such as 1,2,4)",
        "--exits 1,|Cannot place exits '1,' (must be all, or layers such as 1,2,4)",
        "--width 100 --heads 3|Cannot split width 100 over 3 heads (must divide evenly)",
        "--exits 1,2|Cannot place exits after layers [1, 2] (the last must be layer 6)",
        "--pooling max|Cannot pool by 'max' (must be mean or cls)",
        "--clip-norm -1|Cannot train with clip norm -1.0 (must be positive)",
        "--exit-weights even|Cannot weight exits by 'even' (must be equal, linear, or numbers",
        "--exit-weights 1,2|Cannot weight 6 exits by 2 numbers [1.0, 2.0] (must be one an exit)",
        "--distill 2|Cannot train with distillation share 2.0 (must be within 0 to 1)",
        "--distill .5 --distill-temperature 0|Cannot train with distillation temperature 0.0",
        "--checkpoint-minutes -1|Cannot write a checkpoint every -1.0 minutes (must be within 0",
        "--checkpoint-dir hdfs://h/c|Cannot write checkpoint hdfs://h/c: --checkpoint-dir",
        "--init b --layers 3|Cannot use --layers with --init: the bundle b settles it",
        "--init b --vocab-size 200|Cannot use --vocab-size with --init: the bundle b settles it",
        "--init b --tokenizer t|Cannot use --tokenizer with --init: the bundle b settles it",
        "--init b --heads 2|Cannot use --heads with --init: the bundle b settles it",
        "--init b --exits 1,two|Cannot place exits '1,two' (must be all, or layers such as 1,2,4)",
        "--input-format tsv|Cannot use format 'tsv'",
        "--layers many|'many' is not an int"
      })
  void run_trainWithBadValue_isRefused(String more, String message) {
    assertUsage(run(TRAIN, more.split(" ", -1)), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rows 0|Cannot measure with rows 0 (must be at least 1)",
        "--baseline-rows 0|Cannot measure with baseline rows 0 (must be at least 1)",
        "--tasks 0|Cannot measure with tasks 0 (must be at least 1)",
        "--repetitions 0|Cannot measure with repetitions 0 (must be at least 1)",
        "--batch-size 0|Cannot score in batches of 0 (must be at least 1)",
        "--length-grid 0|Cannot pad to multiples of 0 tokens (must be at least 1)",
        "--precision int8|Cannot measure precision 'int8' (must be one of [auto, fp32, bf16, both])",
        "--mean-cost 0.08|Cannot simulate exits of mean cost 0.08 (must be above 0.0833, the first exit's cost, and at most 1)",
        "--mean-cost 0.5,1.1|Cannot simulate exits of mean cost 1.1 (must be above 0.0833",
        "--mean-cost half|'half' is not a double",
        "--exits 1,2|Cannot place exits after layers [1, 2] (the last must be layer 12)",
        "--exits 12 --mean-cost 0.5|Cannot simulate exits of mean cost 0.5 (must be above 1.0000",
        "--layers 0 --exits 1|Cannot build an encoder with layers 0 (must be at least 1)",
        "--width 100 --heads 3|Cannot split width 100 over 3 heads (must divide evenly)",
        "--max-length 2|Cannot build an encoder with maximum length 2 (must be at least 3)",
        "--policy p|Cannot use policy p: it belongs to a bundle (name that with --bundle)",
        "--bundle b --policy p --mean-cost 0.5|Cannot simulate exits of mean cost [0.5] with a policy",
        "--input-format tsv|Cannot use format 'tsv'"
      })
  void run_benchWithBadValue_isRefused(String more, String message) {
    assertUsage(run(BENCH, more.split(" ", -1)), message);
  }

  @Test
  void run_uriForWhatIsWrittenHere_isRefused() {
    String remedy =
        " takes a path on this machine, no URI (write it here, and copy it there with 'hadoop fs -put')";
    assertUsage(
        Cli.run("train", "--data", "d", "--dev", "d", "--out", "hdfs://h/b"),
        "Cannot write bundle hdfs://h/b: --out" + remedy);
    assertUsage(
        Cli.run("demo", "--out", "s3a://h/d"), "Cannot write demo s3a://h/d: --out" + remedy);
    assertUsage(
        Cli.run("calibrate", "--traces", "t", "--max-cost", ".5", "--out", "file:///tmp/p"),
        "Cannot write policy file:///tmp/p: --out" + remedy);
    assertUsage(
        run(BACKTEST, "--json", "hdfs:/r.json"), "Cannot write backtest hdfs:/r.json: --json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--targets teacher|Cannot fit exits to 'teacher' (must be labels or last-exit)",
        "--targets last-exit --refit-last|Cannot fit the last exit to its own answers (leave out --refit-last, or use --targets labels)",
        "--dev-share 1|Cannot set a share of 1.0 of the rows apart (must be above 0 and below 1)",
        "--regularisation 0.1,-1|Cannot regularise by -1.0 (must be at least 0)",
        "--elastic-net 2|Cannot mix elastic net by 2.0 (must be within 0 to 1)",
        "--max-iterations 0|Cannot fit exits in 0 iterations (must be at least 1)",
        "--batch-size 0|Cannot run batches of 0 rows (must be at least 1)",
        "--partitions -1|Cannot use -1 partitions (must be at least 0)",
        "--out hdfs://host/b|Cannot write bundle hdfs://host/b: --out takes a path on this machine",
        "--exits 1,x|Cannot place exits '1,x' (must be all, or layers such as 1,2,4)"
      })
  void attachExits_wrongOptions_areRefused(String options, String message) {
    List<String> command = List.of("attach-exits", "--bundle", "b", "--data", "d");
    List<String> args = new ArrayList<>(List.of(options.split(" ")));
    if (!args.contains("--out")) {
      args.addAll(List.of("--out", "o"));
    }
    assertUsage(run(command, args.toArray(new String[0])), message);
  }
}
