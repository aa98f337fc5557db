// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.report.PolicyReport;
import io.offramp.calibration.report.ReportData;
import io.offramp.calibration.report.ReportFiles;
import io.offramp.calibration.report.ReportInput;
import io.offramp.calibration.report.ReportInput.NamedTrace;
import io.offramp.calibration.report.ReportInput.RowWords;
import io.offramp.spark.ml.Policies;
import io.offramp.spark.trace.RowIds;
import io.offramp.spark.trace.TraceSource;
import io.offramp.spark.trace.TraceTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.SparkSession;

/** Reports on a policy: Spark reads the traces; the rest runs on the cores of the driver. */
public final class ReportJob {
  private ReportJob() {}

  /**
   * What was written.
   *
   * @param data the figures
   * @param traces the rows, and what is known of them
   * @param files the report first
   */
  public record Written(ReportData data, TraceTable traces, List<Path> files) {
    /** Copies the list. */
    public Written {
      files = List.copyOf(files);
    }
  }

  /**
   * Reads policy and traces, and writes the report.
   *
   * @throws RuntimeException with a message for the user if an input cannot be used
   */
  public static Written run(SparkSession spark, ReportRequest request) {
    Policies.Read policy = Policies.read(request.policy());
    TraceSource given = Tolerances.of(request.traces(), request.policy(), policy.policy());
    TraceSource source = request.extras().sample() > 0 ? given.withIds() : given;
    TraceTable traces = TraceTable.read(spark, source);
    return write(spark, request, policy, traces);
  }

  /**
   * Writes the report of a policy that was just made from traces.
   *
   * @throws RuntimeException with a message for the user if an input cannot be used
   */
  public static Written run(SparkSession spark, ReportRequest request, TraceTable traces) {
    return write(spark, request, Policies.read(request.policy()), traces);
  }

  private static Written write(
      SparkSession spark, ReportRequest request, Policies.Read policy, TraceTable traces) {
    ReportData data = PolicyReport.of(input(spark, request, policy, traces));
    List<Path> files = ReportFiles.write(data, request.format(), Path.of(request.out()));
    return new Written(data, traces, files);
  }

  private static ReportInput input(
      SparkSession spark, ReportRequest request, Policies.Read read, TraceTable traces) {
    ExitPolicy policy = read.policy();
    ReportExtras extras = request.extras();
    return new ReportInput(
        policy,
        request.policy(),
        read.sha256(),
        named(request.traces().path(), traces),
        traces.classes(),
        slices(traces),
        stress(spark, request, policy.guarantee().tolerance()),
        extras.summary().map(place -> RunSummaryFile.read(place).facts(read.sha256())),
        extras
            .fullDepthSummary()
            .map(place -> RunSummaryFile.read(place).requireFullDepth().facts(read.sha256())),
        extras.sample(),
        rows -> words(spark, extras, traces, rows),
        policy.provenance().seed(),
        request.command(),
        Clock.now());
  }

  private static NamedTrace named(String name, TraceTable traces) {
    return new NamedTrace(name, traces.trace(), traces.bundleSha256());
  }

  private static List<Slice> slices(TraceTable traces) {
    List<Slice> slices = new ArrayList<>(RowSlices.ofClasses(traces));
    if (traces.slices().isPresent()) {
      slices.addAll(RowSlices.ofColumns(traces));
    }
    return slices;
  }

  /** Read as the policy's traces are. */
  private static List<NamedTrace> stress(
      SparkSession spark, ReportRequest request, OptionalDouble tolerance) {
    List<NamedTrace> all = new ArrayList<>();
    for (Map.Entry<String, String> each : request.extras().stress().entrySet()) {
      TraceSource source =
          request.traces().withTolerance(tolerance).at(each.getValue()).withSliceColumns(List.of());
      all.add(named(each.getKey(), TraceTable.read(spark, source)));
    }
    return all;
  }

  private static Map<Integer, RowWords> words(
      SparkSession spark, ReportExtras extras, TraceTable traces, int[] rows) {
    Optional<RowIds> ids = traces.ids().filter(RowIds::ofTable);
    if (ids.isEmpty()) {
      if (extras.data().isPresent()) {
        throw new IllegalArgumentException(
            "Cannot show texts of %s: the traces have no column '%s' to find rows by (trace a table with ids, or leave --data out)"
                .formatted(extras.data().get(), extras.columns().id()));
      }
      return Map.of();
    }
    Optional<RowTexts> texts =
        extras.data().map(table -> RowTexts.read(spark, table, extras.columns()));
    return RowTexts.words(ids.get(), rows, texts);
  }
}
