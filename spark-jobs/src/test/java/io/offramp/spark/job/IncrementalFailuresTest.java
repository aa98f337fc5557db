// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.FolderLock;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be scored, and runs that do not fit those before them: named, never silent. */
@ExtendWith(SparkExtension.class)
final class IncrementalFailuresTest {
  private static final String GOOD = "{\"id\":0,\"text\":\"apple pear\"}\n";
  private static final String MORE = "{\"id\":1,\"text\":\"copper zinc\"}\n";

  private final SparkSession spark;
  private final IncrementalRun runs;

  IncrementalFailuresTest(SparkSession spark, @TempDir Path folder) throws IOException {
    this.spark = spark;
    this.runs = new IncrementalRun(spark, folder);
  }

  @Test
  void run_truncatedGzip_isNamedAndComesOnceItIsMended() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    runs.run();
    byte[] packed = Tables.gzipped(MORE.repeat(500));
    Path file = runs.deliver("b.jsonl.gz", Arrays.copyOf(packed, packed.length / 2));

    assertThatThrownBy(runs::run).hasMessageContaining("b.jsonl.gz");
    assertThat(runs.ids()).containsExactly(0L);

    Files.write(file, Tables.gzipped(MORE));
    runs.run();
    assertThat(runs.ids()).containsExactly(0L, 1L);
  }

  @Test
  void run_damagedFilesAreSkipped_areListedAndTheOthersScored() throws Exception {
    runs.badRows(IncrementalRun.skipping());
    byte[] packed = Tables.gzipped(MORE.repeat(500));
    runs.deliver("a.jsonl", GOOD);
    runs.deliver("b.jsonl.gz", Arrays.copyOf(packed, packed.length / 2));
    runs.deliver("c.jsonl", "");
    runs.run();
    runs.deliver("d.jsonl", MORE);
    runs.run();

    assertThat(runs.ids()).containsExactly(0L, 1L);
    assertThat(skipped())
        .hasSize(2)
        .anyMatch(text -> text.contains("b.jsonl.gz") && text.contains("truncated or corrupt"))
        .anyMatch(text -> text.contains("c.jsonl") && text.contains("holds no rows"));
  }

  @Test
  void run_fileThatVanished_isNamedUntilItMayBeSkipped() throws Exception {
    byte[] half = Arrays.copyOf(Tables.gzipped(MORE.repeat(500)), 30);
    Path gone = runs.deliver("a.jsonl", GOOD);
    Path broken = runs.deliver("b.jsonl.gz", half);
    assertThatThrownBy(runs::run).hasMessageContaining("b.jsonl.gz");
    Files.delete(gone);
    Files.write(broken, Tables.gzipped(MORE));

    assertThatThrownBy(runs::run)
        .hasMessageContaining("a.jsonl (it is gone)")
        .hasMessageContaining("--skip-corrupt-files");

    runs.badRows(IncrementalRun.skipping()).run();
    assertThat(runs.ids()).containsExactly(1L);
    assertThat(skipped()).singleElement().asString().contains("a.jsonl").contains("it is gone");
  }

  @Test
  void run_emptyParquetFile_isListed() throws Exception {
    spark
        .range(0)
        .selectExpr("id", "'x' as text")
        .coalesce(1)
        .write()
        .parquet(runs.input().resolve("day=1").toString());
    spark
        .range(3)
        .selectExpr("id", "concat('apple ', id) as text")
        .coalesce(1)
        .write()
        .parquet(runs.input().resolve("day=2").toString());

    runs.run();

    assertThat(runs.ids()).containsExactly(0L, 1L, 2L);
    assertThat(skipped()).singleElement().asString().contains("day=1").contains("holds no rows");
  }

  @Test
  void run_onlyEmptyFiles_endsWellAndGoesOn() throws Exception {
    runs.deliver("a.jsonl", "");
    IncrementalReport first = runs.run();
    runs.deliver("b.jsonl", GOOD);
    runs.run();

    assertThat(first.batches()).isEmpty();
    assertThat(first.files()).isEqualTo(1);
    assertThat(runs.ids()).containsExactly(0L);
  }

  @Test
  void run_fileWithANewColumn_isNamed() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    runs.run();
    runs.deliver("b.jsonl", MORE);
    runs.deliver("c.jsonl", "{\"id\":2,\"text\":\"rain\",\"language\":\"en\"}\n");

    assertThatThrownBy(runs::run)
        .hasMessageContaining("c.jsonl")
        .hasMessageContaining("column 'language'")
        .hasMessageNotContaining("b.jsonl");

    runs.badRows(IncrementalRun.skipping()).run();
    assertThat(runs.ids()).containsExactly(0L, 1L);
    assertThat(skipped()).singleElement().asString().contains("c.jsonl");
  }

  @Test
  void run_fileWithAnotherType_isNamed() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    runs.run();
    runs.deliver("b.jsonl", "{\"id\":\"x7\",\"text\":\"rain\"}\n");

    assertThatThrownBy(runs::run)
        .hasMessageContaining("b.jsonl")
        .hasMessageContaining("'id' is string")
        .hasMessageContaining("bigint");
  }

  @Test
  void run_fileWithoutAColumnOrWithNullsOnly_isScored() throws Exception {
    runs.deliver("a.jsonl", "{\"id\":0,\"text\":\"apple\",\"label\":\"fruit\",\"rank\":1.5}\n");
    runs.run();
    runs.deliver("b.jsonl", "{\"id\":1,\"text\":\"apple\",\"rank\":null}\n");
    runs.deliver("c.jsonl", "{\"id\":2,\"text\":\"apple\",\"rank\":2}\n");
    runs.run();

    assertThat(runs.ids()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void run_anotherPolicy_isRefused() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    runs.run();
    ScoreRun other = runs.scoring().policy(TinyBundle.policy(TinyBundle.get(), 0.5, 0.5));

    assertThatThrownBy(() -> runs.run(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("policy none")
        .hasMessageContaining("--checkpoint");
  }

  @Test
  void run_checkpointOrOutputGone_isRefused() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    runs.run();
    FileUtils.moveDirectory(
        runs.checkpoint().toFile(), runs.checkpoint().resolveSibling("kept").toFile());
    assertThatThrownBy(runs::run).hasMessageContaining("is gone").hasMessageContaining("restore");
    FileUtils.moveDirectory(
        runs.checkpoint().resolveSibling("kept").toFile(), runs.checkpoint().toFile());
    FileUtils.deleteDirectory(runs.output().toFile());

    assertThatThrownBy(runs::run)
        .hasMessageContaining("to which its batches went, is gone")
        .hasMessageContaining("another --checkpoint");
  }

  @Test
  void run_killedBeforeTheTableHadAnOwner_goesOn() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    Path ledger = Files.createDirectories(runs.output().resolve("_offramp"));
    Files.writeString(ledger.resolve("_owner.json.fresh"), "{\"format\":");

    runs.run();

    assertThat(runs.ids()).containsExactly(0L);
  }

  @Test
  void run_batchIsMissingThatTheCheckpointHasDone_isRefused() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    runs.run();
    Files.delete(runs.output().resolve("_offramp/batches/batch-00000000.json"));

    assertThatThrownBy(runs::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it lacks batch 0, which checkpoint " + runs.checkpoint());
  }

  @Test
  void run_whileAnotherRunHasTheCheckpointOrTheTable_isRefused() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    for (Path taken : List.of(runs.checkpoint(), runs.output().resolve("_offramp"))) {
      try (FolderLock other = FolderLock.of(taken.toString(), new Configuration())) {
        assertThatThrownBy(runs::run)
            .isInstanceOf(TableException.class)
            .hasMessageContaining("Cannot use " + taken)
            .hasMessageContaining("another run has it");
        assertThat(other).isNotNull();
      }
    }
    runs.run();
    assertThat(runs.ids()).containsExactly(0L);
  }

  @Test
  void run_outputOfAPlainRun_isRefused() throws Exception {
    runs.deliver("a.jsonl", GOOD);
    runs.scoring().on(spark);

    assertThatThrownBy(runs::run).hasMessageContaining("it exists");
  }

  @Test
  void run_modesAndFormatsThatCannotBe_areRefused() throws Exception {
    runs.deliver("a.jsonl", GOOD);

    assertThatThrownBy(() -> runs.run(runs.scoring().mode(TableWriter.Mode.OVERWRITE)))
        .hasMessageContaining("--mode overwrite");
    ScoreRun file = new ScoreRun(runs.input().resolve("a.jsonl").toString(), runs.output());
    assertThatThrownBy(() -> runs.run(file)).hasMessageContaining("it is a file");
  }

  private List<String> skipped() {
    return StreamSupport.stream(
            Tables.json(runs.output().resolve("_summary.json")).get("skipped-files").spliterator(),
            false)
        .map(Object::toString)
        .toList();
  }
}
