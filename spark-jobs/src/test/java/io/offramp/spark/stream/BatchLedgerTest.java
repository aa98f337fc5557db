// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offramp.calibration.json.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatchLedgerTest {
  private static final int MORE_THAN_ENOUGH = 200;

  private final Configuration hadoop = MortalFileSystem.configuration();
  private final Path folder;

  BatchLedgerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void allowAll() {
    MortalFileSystem.allow(Integer.MAX_VALUE);
  }

  @Test
  void ledger_ofNewTable_isEmpty() {
    BatchLedger ledger = new BatchLedger(table(), hadoop);

    assertThat(ledger.note("owner")).isEmpty();
    assertThat(ledger.holds(0)).isFalse();
    assertThat(ledger.summaries()).isEmpty();
  }

  @Test
  void commit_filesInPartitions_areMovedwithTheBatchInTheirNames() throws Exception {
    BatchLedger ledger = new BatchLedger(table(), hadoop);

    write(ledger, 3);

    assertThat(contents())
        .containsEntry("table/part-00000003-0", "rows of 3")
        .containsEntry("table/lang=e n/part-00000003-1", "more of 3")
        .containsEntry("bad/part-00000003-0", "bad of 3")
        .hasSize(3);
    assertThat(ledger.holds(3)).isTrue();
    assertThat(ledger.holds(2)).isFalse();
    assertThat(ledger.summaries()).containsExactly("summary of 3");
  }

  @Test
  void commit_killedAfterAnyChange_isOnceInTheTableAfterTheNextRun() throws Exception {
    write(new BatchLedger(table(), hadoop), 0);
    write(new BatchLedger(table(), hadoop), 1);
    Map<String, String> expected = contents();
    int killed = 0;
    for (int changes = 0; changes < MORE_THAN_ENOUGH; changes++) {
      clear();
      write(new BatchLedger(table(), hadoop), 0);
      MortalFileSystem.allow(changes);
      boolean died = dies(() -> write(new BatchLedger(table(), hadoop), 1));
      MortalFileSystem.allow(Integer.MAX_VALUE);
      if (!died) {
        break;
      }
      killed++;
      BatchLedger next = new BatchLedger(table(), hadoop);
      if (!next.holds(1)) {
        write(next, 1);
      }
      assertThat(contents()).as("killed after %d changes", changes).isEqualTo(expected);
      assertThat(next.holds(1)).isTrue();
      assertThat(next.summaries()).containsExactly("summary of 0", "summary of 1");
      assertThat(folder.resolve("table/_offramp/staging")).isEmptyDirectory();
    }
    assertThat(killed).as("places to be killed at").isBetween(10, MORE_THAN_ENOUGH - 1);
  }

  @Test
  void finish_fileThatIsLost_saysSo() throws Exception {
    BatchLedger ledger = new BatchLedger(table(), hadoop);
    MortalFileSystem.allow(Integer.MAX_VALUE);
    String staging = ledger.startStaging(0).getName();
    String lost = uri(folder.resolve("elsewhere"));
    BatchRecord record =
        new BatchRecord(
            0,
            staging,
            "",
            List.of(new PlacedFile(lost, table() + "/batch-00000000-x")),
            Optional.empty());
    Files.createDirectories(folder.resolve("table/_offramp/batches"));
    Files.writeString(
        folder.resolve("table/_offramp/batches/batch-00000000.json"), record.toJson());

    assertThatThrownBy(() -> ledger.holds(0))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("batch-00000000-x is lost");
  }

  @Test
  void commit_byTwoRuns_isTheFirstOnes() throws Exception {
    BatchLedger first = new BatchLedger(table(), hadoop);
    BatchLedger second = new BatchLedger(table(), hadoop);
    Map<org.apache.hadoop.fs.Path, org.apache.hadoop.fs.Path> late = stage(second, 0);
    write(first, 0);
    Map<String, String> expected = contents();

    assertThatThrownBy(() -> second.commit(0, "late", late))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith("Cannot add batch 0")
        .hasMessageContaining("run one at a time");
    assertThatThrownBy(() -> second.abandon(0, new IllegalStateException("files went away")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("another run with the same checkpoint")
        .hasRootCauseMessage("files went away");

    assertThat(contents()).isEqualTo(expected);
    assertThat(first.summaries()).containsExactly("summary of 0");
    assertThat(folder.resolve("table/_offramp/staging")).isEmptyDirectory();
  }

  @Test
  void commit_whileAnotherRunGoesOnWithTheMoves_losesNoFile() throws Exception {
    BatchLedger first = new BatchLedger(table(), hadoop);
    Map<org.apache.hadoop.fs.Path, org.apache.hadoop.fs.Path> staged = stage(first, 0);
    MortalFileSystem.beforeRename(
        "rows/part-0", () -> assertThat(new BatchLedger(table(), hadoop).holds(0)).isTrue());

    first.commit(0, "summary", staged);

    assertThat(contents())
        .containsOnlyKeys(
            "table/part-00000000-0", "table/lang=e n/part-00000000-1", "bad/part-00000000-0");
  }

  @Test
  void commit_rowsForALibraryThatFails_areGivenByTheNextRun() throws Exception {
    List<String> given = new ArrayList<>();
    BatchTable failing =
        (batch, rows) -> {
          throw new IllegalStateException("the library is away");
        };
    BatchLedger first = new BatchLedger(table(), hadoop, Optional.of(failing));
    org.apache.hadoop.fs.Path staged = first.startStaging(0);
    assertThatThrownBy(() -> first.commit(0, "summary", Map.of(), Optional.of(staged)))
        .hasMessage("the library is away");
    first.abandon(0, new IllegalStateException("the library is away"));
    assertThat(first.hasGivenRows()).isFalse();

    BatchLedger second =
        new BatchLedger(
            table(), hadoop, Optional.of((batch, rows) -> given.add(batch + " " + rows)));
    assertThat(second.holds(0)).isTrue();
    assertThat(second.holds(0)).isTrue();

    assertThat(given).containsExactly("0 " + staged.getFileSystem(hadoop).makeQualified(staged));
    assertThat(second.hasGivenRows()).isTrue();
    assertThat(folder.resolve("table/_offramp/staging")).isEmptyDirectory();
  }

  @Test
  void commit_rowsWereTakenAndTheStagingFolderIsHalfDeleted_givesThemNotAgain() throws Exception {
    List<String> given = new ArrayList<>();
    BatchTable table = (batch, rows) -> given.add(batch + " " + rows);
    BatchLedger ledger = new BatchLedger(table(), hadoop, Optional.of(table));
    org.apache.hadoop.fs.Path staged = ledger.startStaging(0);
    ledger.commit(0, "summary", Map.of(), Optional.of(staged));
    Files.createDirectories(Path.of(staged.toUri().getPath())); // as after a kill while it goes

    assertThat(new BatchLedger(table(), hadoop, Optional.of(table)).holds(0)).isTrue();

    assertThat(given).hasSize(1);
    assertThat(folder.resolve("table/_offramp/staging")).isEmptyDirectory();
  }

  @Test
  void commit_rowsForALibraryKilledAfterAnyChange_areGivenWhole() throws Exception {
    int killed = 0;
    for (int changes = 0; changes < MORE_THAN_ENOUGH; changes++) {
      clear();
      TreeMap<Long, String> given = new TreeMap<>();
      BatchTable table =
          (batch, rows) ->
              given.put(batch, text(Path.of(rows.toUri().getPath()).resolve("part-0")));
      MortalFileSystem.allow(changes);
      boolean died = dies(() -> give(new BatchLedger(table(), hadoop, Optional.of(table))));
      MortalFileSystem.allow(Integer.MAX_VALUE);
      if (!died) {
        break;
      }
      killed++;
      BatchLedger next = new BatchLedger(table(), hadoop, Optional.of(table));
      if (!next.holds(0)) {
        give(next);
      }
      assertThat(given).as("killed after %d changes", changes).containsEntry(0L, "rows of 0");
      assertThat(next.hasGivenRows()).isTrue();
    }
    assertThat(killed).as("places to be killed at").isBetween(5, MORE_THAN_ENOUGH - 1);
  }

  private void give(BatchLedger ledger) throws IOException {
    Map<org.apache.hadoop.fs.Path, org.apache.hadoop.fs.Path> tables = stage(ledger, 0);
    org.apache.hadoop.fs.Path rows = tables.keySet().iterator().next();
    tables.remove(rows);
    ledger.commit(0, "summary of 0", tables, Optional.of(rows));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The next run may be one that starts in another folder. */
  @Test
  void commit_rowsInAFolderWithoutAScheme_areKnownByTheWholeName() throws Exception {
    List<String> given = new ArrayList<>();
    Configuration local = new Configuration();
    String table = folder.resolve("plain").toString();
    BatchLedger ledger =
        new BatchLedger(table, local, Optional.of((batch, rows) -> given.add(rows.toString())));

    ledger.commit(0, "summary", Map.of(), Optional.of(ledger.startStaging(0)));

    assertThat(given).singleElement().asString().startsWith("file:/").contains("/plain/_offramp");
  }

  @Test
  void startStaging_isNeverAFolderThatAnotherRunHasBegun() {
    org.apache.hadoop.fs.Path one = new BatchLedger(table(), hadoop).startStaging(0);

    assertThat(new BatchLedger(table(), hadoop).startStaging(0)).isNotEqualTo(one);
    assertThat(Path.of(one.toUri().getPath())).isEmptyDirectory();
  }

  @Test
  void isAlone_untilTheTableHoldsMore() throws Exception {
    BatchLedger ledger = new BatchLedger(table(), hadoop);
    assertThat(ledger.isAlone()).isFalse();
    ledger.note("owner", "mine");
    assertThat(ledger.isAlone()).isTrue();
    write(ledger, 0);
    assertThat(ledger.isAlone()).isFalse();
  }

  @Test
  void firstMissing_isTheFirstThatDoesNotCount() throws Exception {
    BatchLedger ledger = new BatchLedger(table(), hadoop);
    assertThat(ledger.firstMissing(0)).hasValue(0);
    write(ledger, 0);
    write(ledger, 2);
    assertThat(ledger.firstMissing(0)).isEmpty();
    assertThat(ledger.firstMissing(2)).hasValue(1);
  }

  @Test
  void summaries_recordThatIsDamaged_isRefusedByName() throws Exception {
    BatchLedger ledger = new BatchLedger(table(), hadoop);
    write(ledger, 0);
    Path done = folder.resolve("table/_offramp/batches/batch-00000000.json");
    Files.writeString(done, Files.readString(done).substring(0, 40));

    assertThatThrownBy(ledger::summaries)
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("batch-00000000.json");
  }

  @Test
  void note_ofAName_isReadBack() {
    BatchLedger ledger = new BatchLedger(table(), hadoop);

    ledger.note("owner", "mine");
    ledger.note("owner", "still mine");

    assertThat(new BatchLedger(table(), hadoop).note("owner")).contains("still mine");
  }

  private void write(BatchLedger ledger, long batch) throws IOException {
    Map<org.apache.hadoop.fs.Path, org.apache.hadoop.fs.Path> tables = stage(ledger, batch);
    ledger.commit(batch, "summary of " + batch, tables);
  }

  /** A batch of two partitions, with one bad row; a third table has no rows. */
  private Map<org.apache.hadoop.fs.Path, org.apache.hadoop.fs.Path> stage(
      BatchLedger ledger, long batch) throws IOException {
    org.apache.hadoop.fs.Path staging = ledger.startStaging(batch);
    Path local = Path.of(staging.toUri().getPath());
    Files.createDirectories(local.resolve("rows/lang=e n"));
    Files.createDirectories(local.resolve("bad"));
    Files.writeString(local.resolve("rows/part-0"), "rows of " + batch);
    Files.writeString(local.resolve("rows/_SUCCESS"), "");
    Files.writeString(local.resolve("rows/lang=e n/part-1"), "more of " + batch);
    Files.writeString(local.resolve("bad/part-0"), "bad of " + batch);
    Map<org.apache.hadoop.fs.Path, org.apache.hadoop.fs.Path> tables = new LinkedHashMap<>();
    tables.put(
        new org.apache.hadoop.fs.Path(staging, "rows"), new org.apache.hadoop.fs.Path(table()));
    tables.put(
        new org.apache.hadoop.fs.Path(staging, "bad"),
        new org.apache.hadoop.fs.Path(uri(folder.resolve("bad"))));
    tables.put(
        new org.apache.hadoop.fs.Path(staging, "none"), new org.apache.hadoop.fs.Path(table()));
    return tables;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static boolean dies(Work work) throws IOException {
    try {
      work.run();
      return false;
    } catch (LedgerException e) {
      assertThat(e).hasMessageContaining("killed");
      return true;
    }
  }

  /** What readers see: no file whose name, or whose folder's, begins with an underscore. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.contains("/_")) {
          contents.put(name, Files.readString(file));
        }
      }
    }
    return contents;
  }

  private void clear() throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }

  private String table() {
    return uri(folder.resolve("table"));
  }

  private static String uri(Path path) {
    return "mortal:" + path;
  }
}
