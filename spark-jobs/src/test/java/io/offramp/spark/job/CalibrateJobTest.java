// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.offramp.calibration.certify.CalibrationException;
import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.NoneCertified;
import io.offramp.calibration.json.FileFormatException;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.Quantity;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableException;
import io.offramp.spark.trace.TraceFormat;
import io.offramp.spark.trace.TraceHeader;
import io.offramp.spark.trace.TraceSource;
import io.offramp.spark.trace.TraceTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class CalibrateJobTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path traces;
  private final Path policy;
  private final Bundle bundle = TinyBundle.get();

  CalibrateJobTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.traces = folder.resolve("traces");
    this.policy = folder.resolve("policy.json");
  }

  private void trace(String lines) {
    String data = Tables.text(folder.resolve("in.jsonl"), lines);
    TraceJob.run(spark, Requests.trace(bundle, data, traces), ProgressSink.none());
  }

  private static String labelled(int rows) {
    return Tables.jsonl(TinyBundle.samples(rows, 21));
  }

  private static String unlabelled(int rows) {
    return labelled(rows).replaceAll(",\"label\":\"\\w+\"", "");
  }

  private void editHeader(String from, String to) {
    Path header = traces.resolve(TraceHeader.FILE);
    String json = Tables.read(header);
    assertThat(json).contains(from);
    Tables.text(header, json.replace(from, to));
    try {
      Files.deleteIfExists(traces.resolve("." + TraceHeader.FILE + ".crc")); // Hadoop's checksum
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Tag("smoke")
  void run_labelledTraces_writesAPolicyThatScoringTakes() {
    trace(labelled(400));
    CalibrateReport report =
        CalibrateJob.run(spark, Requests.calibrate(traces, new MaxAccuracyDrop(0.015), policy));
    assertThat(report.result()).isInstanceOf(Certified.class);
    assertThat(report.trace().rows()).isEqualTo(400);
    assertThat(report.trace().labelledRows()).isEqualTo(400);
    assertThat(report.skipped()).isZero();
    ExitPolicy read = ExitPolicyParser.read(policy);
    assertThat(read).isEqualTo(((Certified) report.result()).policy());
    assertThat(read.bundleSha256()).hasValue(bundle.sha256());
    assertThat(read.costs()).isEqualTo(bundle.manifest().costs());
    Claim claim = read.guarantee().claims().get(0);
    assertThat(claim.quantity()).isEqualTo(Quantity.ACCURACY_DROP);
    assertThat(claim.bound()).isEqualTo(0.015);
    assertThat(claim.rows()).as("the others tune").isEqualTo(258);
    assertThat(read.guarantee().confidence()).isEqualTo(0.9);
    assertThat(read.guarantee().expectedCost()).isBetween(0.34, 0.95);
    assertThat(read.provenance().traces()).isEqualTo(traces.toString());
    assertThat(read.provenance().seed()).isEqualTo(5);
    assertThat(read.provenance().createdAt()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    ScoreSummary summary =
        new ScoreRun(folder.resolve("in.jsonl").toString(), folder.resolve("out"))
            .policy(policy)
            .on(spark);
    assertThat(summary.exitHistogram()).filteredOn(rows -> rows > 0).hasSizeGreaterThan(1);
    assertThat(summary.meanCost().orElseThrow())
        .isCloseTo(read.guarantee().expectedCost(), org.assertj.core.api.Assertions.within(1e-9));
  }

  @Test
  void run_unlabelledTraces_areRefusedForAccuracyButNotForDisagreement() {
    trace(unlabelled(60));
    assertThatExceptionOfType(CalibrationException.class)
        .isThrownBy(
            () ->
                CalibrateJob.run(
                    spark, Requests.calibrate(traces, new MaxAccuracyDrop(0.2), policy)))
        .withMessageContaining("Cannot bound the accuracy drop: 0 of 60 rows are labelled")
        .withMessageContaining("--max-disagreement needs no labels");
    assertThat(policy).doesNotExist();
    CalibrateReport report =
        CalibrateJob.run(spark, Requests.calibrate(traces, new MaxDisagreement(0.2), policy));
    assertThat(report.result()).isInstanceOf(Certified.class);
    assertThat(report.trace().labelledRows()).isZero();
    Claim claim = ExitPolicyParser.read(policy).guarantee().claims().get(0);
    assertThat(claim.quantity()).isEqualTo(Quantity.DISAGREEMENT);
    assertThat(claim.bound()).isEqualTo(0.2);
  }

  @Test
  void run_tooFewRows_certifiesNothingAndKeepsTheOldFile() {
    trace(labelled(5));
    CalibrateReport report =
        CalibrateJob.run(spark, Requests.calibrate(traces, new MaxAccuracyDrop(0.01), policy));
    assertThat(report.result())
        .isInstanceOfSatisfying(
            NoneCertified.class,
            none ->
                assertThat(none.reason()).contains("5 rows to certify on (must be 230 or more"));
    assertThat(policy).doesNotExist();
    Tables.text(policy, "old");
    CalibrateJob.run(spark, Requests.calibrate(traces, new MaxAccuracyDrop(0.01), policy));
    assertThat(policy).hasContent("old");
  }

  @Test
  void run_rowsThatCouldNotBeRun_areCountedAndLeftOut() {
    trace(labelled(30) + "{\"text\":\"\"}\nbroken\n" + unlabelled(10));
    CalibrateReport report =
        CalibrateJob.run(spark, Requests.calibrate(traces, new MaxAccuracyDrop(0.2), policy));
    assertThat(report.skipped()).isEqualTo(2);
    assertThat(report.trace().rows()).isEqualTo(40);
    assertThat(report.trace().labelledRows()).isEqualTo(30);
  }

  private static GoalRequest withCost(double maxCost) {
    return new GoalRequest(
        Optional.of(new MaxAccuracyDrop(0.2)),
        OptionalDouble.of(maxCost),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0.9);
  }

  @Test
  void run_maxCost_isCertifiedTooOrRefused() {
    trace(labelled(400));
    CalibrateRequest request =
        Requests.calibrate(TraceSource.of(traces.toString()), withCost(0.95), policy);
    assertThat(CalibrateJob.run(spark, request).result())
        .isInstanceOfSatisfying(
            Certified.class,
            certified ->
                assertThat(certified.policy().guarantee().claims())
                    .extracting(Claim::quantity, Claim::bound)
                    .containsExactly(
                        tuple(Quantity.ACCURACY_DROP, 0.2), tuple(Quantity.COST, 0.95)));
    CalibrateRequest cheaperThanTheFirstExit =
        Requests.calibrate(TraceSource.of(traces.toString()), withCost(0.1), policy);
    assertThatExceptionOfType(CalibrationException.class)
        .isThrownBy(() -> CalibrateJob.run(spark, cheaperThanTheFirstExit))
        .withMessageContaining("Cannot certify max cost 0.1: leaving at exit 1 costs 0.33");
  }

  @Test
  void run_folderWithoutHeader_isRefused() {
    spark.range(3).write().parquet(traces.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CalibrateJob.run(
                    spark, Requests.calibrate(traces, new MaxDisagreement(0.2), policy)))
        .withMessageStartingWith(
            "Cannot tell the format of traces %s by their columns [id] (must have 'probabilities'"
                .formatted(traces));
  }

  @Test
  void run_headerLost_isMadeUpForByTheBundle() throws IOException {
    trace(labelled(100) + "{\"text\":\"\"}\n");
    TraceTable whole = TraceTable.read(spark, TraceSource.of(traces.toString()));
    Files.delete(traces.resolve(TraceHeader.FILE));
    TraceSource source =
        TraceSource.of(traces.toString()).withBundle(Optional.of(bundle.folder().toString()));
    TraceTable table = TraceTable.read(spark, source);
    assertThat(table.format()).isEqualTo(TraceFormat.PROBABILITIES);
    assertThat(table.classes()).isEqualTo(whole.classes());
    assertThat(table.bundleSha256()).isEqualTo(whole.bundleSha256());
    assertThat(table.skipped()).isEqualTo(whole.skipped()).isEqualTo(1);
    assertThat(table.trace().costs()).isEqualTo(whole.trace().costs());
    assertThat(table.trace().rows()).isEqualTo(100);
    for (int row = 0; row < 100; row++) {
      assertThat(table.trace().label(row)).isEqualTo(whole.trace().label(row)).isPresent();
      assertThat(table.trace().certainty(row, 2)).isEqualTo(whole.trace().certainty(row, 2));
    }
    TraceSource own = source.withFormat(Optional.of(TraceFormat.OWN));
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> TraceTable.read(spark, own))
        .withMessageStartingWith("Cannot read " + traces + "/_trace.json: ");
  }

  @Test
  void run_spoiltHeader_isRefusedNamingIt() {
    trace(labelled(3));
    assertHeaderRefused("}", "]", "not whole, valid JSON");
    assertHeaderRefused(
        "offramp-trace",
        "offramp-policy",
        "field \"format\" is \"offramp-policy\" (must be \"offramp-trace\")");
    assertHeaderRefused(
        "\"format-version\" : 1", "\"format-version\" : 2", "trace again with this Offramp");
    assertHeaderRefused("\"labels\"", "\"label\"", "missing field \"labels\"");
    assertHeaderRefused("\"rows\"", "\"x\" : 1, \"rows\"", "unknown field \"x\"");
    assertHeaderRefused("0.333", "0.999", "Cannot use exit costs");
  }

  private void assertHeaderRefused(String from, String to, String message) {
    String good = Tables.read(traces.resolve(TraceHeader.FILE));
    editHeader(from, to);
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(
            () ->
                CalibrateJob.run(
                    spark, Requests.calibrate(traces, new MaxDisagreement(0.2), policy)))
        .withMessageStartingWith("Cannot read trace header " + traces + "/_trace.json: ")
        .withMessageContaining(message);
    Tables.text(traces.resolve(TraceHeader.FILE), good);
  }

  @Test
  void run_headerOfAnotherModel_isRefused() {
    trace(labelled(20));
    editHeader("\"fruit\", \"metal\", \"weather\"", "\"fruits\", \"metal\", \"weather\"");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CalibrateJob.run(
                    spark, Requests.calibrate(traces, new MaxDisagreement(0.2), policy)))
        .withMessage(
            "Cannot use traces %s: row 2 (id '2'): label 'fruit' is not among [fruits, metal, weather] (trace again); 4 more rows cannot be used"
                .formatted(traces));
    editHeader("\"fruits\", ", "\"fruit\", \"glass\", ");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CalibrateJob.run(
                    spark, Requests.calibrate(traces, new MaxDisagreement(0.2), policy)))
        .withMessage(
            "Cannot use traces %s: row 0 (id '0'): exit 1 has 3 probabilities (must be 4, one for each class as the header says; trace again); 19 more rows cannot be used"
                .formatted(traces));
  }

  @Test
  void run_tableWithoutTraceColumns_isRefused() {
    trace(labelled(3));
    String header = Tables.read(traces.resolve(TraceHeader.FILE));
    Path other = folder.resolve("other");
    spark.range(3).write().parquet(other.toString());
    Tables.text(other.resolve(TraceHeader.FILE), header);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CalibrateJob.run(
                    spark, Requests.calibrate(other, new MaxDisagreement(0.2), policy)))
        .withMessageContaining(
            "Cannot find column 'probabilities' (the traces have [id]; did you mean 'id'?");
  }

  @Test
  void run_outWithoutFolder_saysToCreateIt() {
    trace(labelled(60));
    Path nowhere = folder.resolve("no/such/policy.json");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () ->
                CalibrateJob.run(
                    spark, Requests.calibrate(traces, new MaxDisagreement(0.2), nowhere)))
        .withMessage(
            "Cannot write policy %s: its folder does not exist (create it first)"
                .formatted(nowhere));
    assertThat(List.of(folder.toFile().list())).doesNotContain("no");
  }
}
