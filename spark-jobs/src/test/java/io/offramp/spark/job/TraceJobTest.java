// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.trace.Slices.SliceColumn;
import io.offramp.spark.trace.TraceHeader;
import io.offramp.spark.trace.TraceSource;
import io.offramp.spark.trace.TraceTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class TraceJobTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path out;
  private final Bundle bundle = TinyBundle.get();

  TraceJobTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.out = folder.resolve("traces");
  }

  private TraceHeader trace(String data, TextColumns columns) {
    return TraceJob.run(spark, Requests.trace(bundle, data, out, columns), ProgressSink.none());
  }

  private List<Row> rows() {
    return Tables.rows(spark, out, TableFormat.PARQUET);
  }

  @Test
  void run_goodAndBadRows_areAllKeptInOrder() {
    String data =
        Tables.lines(
            folder.resolve("in.jsonl"),
            "{\"id\":\"a\",\"text\":\"apple pear plum\",\"label\":\"fruit\",\"more\":[1]}",
            "{\"id\":\"b\",\"text\":\"iron copper zinc\",\"label\":\"plastic\"}",
            "{\"id\":\"c\",\"text\":\"rain snow wind\",\"label\":null}",
            "{\"id\":\"d\",\"text\":null,\"label\":\"fruit\"}",
            "{\"id\":\"e\",\"text\":\"",
            "{\"id\":\"f\",\"text\":\"" + "hail ".repeat(40) + "\",\"label\":\"\"}");
    TraceHeader header = trace(data, TextColumns.DEFAULT);
    List<Row> rows = rows();
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly("id", "label", "probabilities", "truncated", "error");
    assertThat(rows)
        .extracting(row -> row.<String>getAs("id"))
        .containsExactly("a", "b", "c", "d", null, "f");
    assertThat(rows)
        .extracting(row -> row.<String>getAs("label"))
        .containsExactly("fruit", null, null, "fruit", null, null);
    assertThat(rows)
        .extracting(row -> row.<String>getAs("error"))
        .containsExactly(
            null,
            "label 'plastic' is unknown to the model (it knows [fruit, metal, weather])",
            null,
            "text is null",
            "malformed line: {\"id\":\"e\",\"text\":\"",
            null);
    assertThat(rows)
        .extracting(row -> row.<Boolean>getAs("truncated"))
        .containsExactly(false, false, false, null, null, true);
    assertThat(rows)
        .extracting(row -> row.isNullAt(row.fieldIndex("probabilities")))
        .containsExactly(false, false, false, true, true, false);
    assertThat(header)
        .isEqualTo(
            new TraceHeader(
                bundle.sha256(),
                TinyBundle.LABELS,
                bundle.manifest().costs(),
                data,
                6,
                1,
                2,
                Optional.of(PrecisionChoice.asked(Precision.FP32))));
  }

  @Test
  void run_rows_haveAProbabilityAnExitAndLabel() {
    trace(Tables.lines(folder.resolve("in.csv"), "text", "apple pear plum"), TextColumns.DEFAULT);
    Row row =
        spark
            .read()
            .parquet(out.toString())
            .selectExpr(
                "typeof(probabilities)",
                "size(probabilities)",
                "size(probabilities[0])",
                "array_max(probabilities[2]) = probabilities[2][0]",
                "abs(aggregate(probabilities[1], 0D, (s, p) -> s + p) - 1) < 1e-5")
            .head();
    assertThat(row.getString(0)).isEqualTo("array<array<float>>");
    assertThat(row.getInt(1)).isEqualTo(TinyBundle.EXITS);
    assertThat(row.getInt(2)).isEqualTo(3);
    assertThat(row.getBoolean(3)).isTrue();
    assertThat(row.getBoolean(4)).isTrue();
  }

  @Test
  void run_anyTable_writesAHeader() {
    String data = Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(TinyBundle.samples(20, 3)));
    TraceHeader header = trace(data, TextColumns.DEFAULT);
    JsonNode json = Tables.json(out.resolve("_trace.json"));
    assertThat(json.get("format").asText()).isEqualTo("offramp-trace");
    assertThat(json.get("format-version").asInt()).isEqualTo(1);
    assertThat(json.get("bundle-sha256").asText()).isEqualTo(bundle.sha256());
    assertThat(json.get("labels")).extracting(JsonNode::asText).isEqualTo(TinyBundle.LABELS);
    assertThat(json.get("costs")).hasSize(3);
    assertThat(json.get("data").asText()).isEqualTo(data);
    assertThat(json.get("rows").asLong()).isEqualTo(20);
    assertThat(json.get("labelled-rows").asLong()).isEqualTo(20);
    assertThat(json.get("failed-rows").asLong()).isZero();
    assertThat(TraceHeader.fromJson(Tables.read(out.resolve("_trace.json")), "it"))
        .isEqualTo(header);
  }

  @Test
  void run_columnsWithOtherNames_areFound() {
    String data =
        Tables.lines(
            folder.resolve("in.csv"), "k.ey,bo`dy,truth", "7,apple pear plum,fruit", "8,hail,fog");
    TraceHeader header = trace(data, new TextColumns("bo`dy", "text_pair", "truth", "k.ey"));
    assertThat(header.labelled()).isEqualTo(1);
    assertThat(rows()).extracting(row -> row.<String>getAs("id")).containsExactly("7", "8");
  }

  @Test
  void run_dataWithColumnsOfOurNames_areNotConfused() {
    String data =
        Tables.lines(
            folder.resolve("in.csv"),
            "text,error,truncated,probabilities,problem,pair",
            "apple,e,t,p,q,r");
    trace(data, TextColumns.DEFAULT);
    Row row = rows().get(0);
    assertThat(row.schema().fieldNames())
        .containsExactly("label", "probabilities", "truncated", "error");
    assertThat(row.<String>getAs("error")).isNull();
  }

  /** By them parts of the rows are bounded; a table may call them as we call ours on the way. */
  @Test
  void run_columnsThatNameSlices_areKeptAsTheyAre() {
    String data =
        Tables.lines(
            folder.resolve("in.jsonl"),
            "{\"text\":\"apple pear\",\"label\":\"fruit\",\"lang\":\"en\",\"pair\":7,\"text_pair\":\"x\"}",
            "{\"text\":null,\"label\":\"fruit\",\"lang\":\"d`e\",\"pair\":null,\"text_pair\":\"y\"}");
    TraceJob.run(
        spark,
        Requests.traceOfSlices(bundle, data, out, List.of("lang", "pair", "text_pair")),
        ProgressSink.none());
    assertThat(rows().get(0).schema().fieldNames())
        .containsExactly(
            "label", "probabilities", "truncated", "error", "lang", "pair", "text_pair");
    assertThat(rows()).extracting(row -> row.<String>getAs("lang")).containsExactly("en", "d`e");
    assertThat(rows()).extracting(row -> row.<Long>getAs("pair")).containsExactly(7L, null);
    TraceSource source =
        TraceSource.of(out.toString()).withSliceColumns(List.of("lang", "text_pair"));
    assertThat(TraceTable.read(spark, source).slices().orElseThrow().columns())
        .extracting(SliceColumn::slices)
        .containsExactly(List.of("en"), List.of("x"));
  }

  @Test
  void request_slicesThatCannotBeKept_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requests.traceOfSlices(bundle, "d", out, List.of("Label")))
        .withMessageStartingWith(
            "Cannot keep column 'Label' of --slice-col: traces have a column of that name anyway");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requests.traceOfSlices(bundle, "d", out, List.of("a", "A")))
        .withMessage("Cannot keep column 'A' of --slice-col: it is named twice (leave one out)");
  }

  @Test
  void run_secondTextsThatTheModelNeverLooksAt_areRefusedIfNamed() {
    String data = Tables.lines(folder.resolve("in.csv"), "text,other", "apple,pear");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trace(data, new TextColumns("text", "other", "label", "id")))
        .withMessage(
            "Cannot use --text-pair-col other with bundle %s: it takes one text a row (leave the option out, or use a bundle of text pairs)",
            bundle.folder());
    assertThat(out).doesNotExist();
  }

  @Test
  void run_missingColumns_areRefusedNamingTheFlag() {
    String data = Tables.lines(folder.resolve("in.csv"), "text", "apple");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trace(data, new TextColumns("body", "text_pair", "label", "id")))
        .withMessageContaining("Cannot find column 'body'")
        .withMessageContaining("--text-col");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trace(data, new TextColumns("text", "text_pair", "truth", "id")))
        .withMessageContaining("Cannot find column 'truth'")
        .withMessageContaining("--label-col");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TraceJob.run(
                    spark,
                    Requests.traceOfSlices(bundle, data, out, List.of("lang")),
                    ProgressSink.none()))
        .withMessageContaining("Cannot find column 'lang'")
        .withMessageContaining("--slice-col");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TraceJob.run(
                    spark, Requests.trace(TinyBundle.pairs(), data, out), ProgressSink.none()))
        .withMessageContaining("Cannot find column 'text_pair'")
        .withMessageContaining("--text-pair-col");
    assertThat(out).doesNotExist();
  }

  @Test
  void run_outputExists_isRefused() {
    Tables.text(out.resolve("old"), "");
    String data = Tables.lines(folder.resolve("in.csv"), "text", "apple");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> trace(data, TextColumns.DEFAULT))
        .withMessageContaining("Cannot write " + out + ": it exists");
  }
}
