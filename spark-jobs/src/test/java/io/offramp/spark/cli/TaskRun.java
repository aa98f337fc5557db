// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TempFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A bundle of a task that the commands made, its traces, a policy and a corpus, and more commands
 * on them. Made once in a JVM, so do not change its files.
 */
abstract class TaskRun {
  private final Path folder;
  private final List<String> columns;
  private @Nullable Scored full;
  private @Nullable Scored early;

  /**
   * Makes the folder.
   *
   * @param columns options that name the columns of all tables
   */
  TaskRun(String name, String... columns) {
    this.folder = TempFolders.untilExit(name);
    this.columns = List.of(columns);
  }

  /** A place in the folder. */
  final String at(String name) {
    return folder.resolve(name).toString();
  }

  final String bundle() {
    return at("bundle");
  }

  final String traces() {
    return at("traces");
  }

  final String policy() {
    return at("policy.json");
  }

  final String corpus() {
    return at("corpus.jsonl");
  }

  /** Writes a table into the folder. */
  final String table(String name, String text) {
    return Tables.text(folder.resolve(name), text);
  }

  /** Runs a command that has to succeed, with the names of the columns. */
  final Cli done(String command, String... options) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(columns);
    args.addAll(List.of(options));
    return Cli.done(args.toArray(new String[0]));
  }

  /**
   * A table that was scored.
   *
   * @param out its folder
   * @param printed what the command said
   * @param summary what it wrote beside the rows
   */
  record Scored(String out, Cli printed, JsonNode summary) {
    /** The rows by id. */
    List<Row> rows() {
      return SparkSession.active().read().parquet(out).orderBy("id").collectAsList();
    }
  }

  /** Scores a table into a folder that is not there yet. */
  final Scored score(String input, String out, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--bundle=" + bundle(), "--input=" + input, "--output=" + out));
    options.addAll(List.of(more));
    Cli printed = done("score", options.toArray(new String[0]));
    return new Scored(out, printed, Tables.json(Path.of(out, "_summary.json")));
  }

  /** The corpus at full depth, scored once. */
  final Scored full() {
    Scored known = full;
    if (known == null) {
      known = score(corpus(), at("full"));
      full = known;
    }
    return known;
  }

  /** The corpus by the policy, scored once. */
  final Scored early() {
    Scored known = early;
    if (known == null) {
      known = score(corpus(), at("early"), "--policy=" + policy());
      early = known;
    }
    return known;
  }

  /**
   * Attaches exits, with one regularisation unless {@code more} has others.
   *
   * @param to the folder for the bundle {@code fitted} and the report, which is given back
   */
  final JsonNode attach(Path to, String data, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--bundle=" + bundle(),
                "--data=" + data,
                "--elastic-net=0",
                "--json=" + to.resolve("attach.json"),
                "--out=" + to.resolve("fitted")));
    options.addAll(List.of(more));
    List<String> args = new ArrayList<>(List.of("attach-exits"));
    args.addAll(options);
    Cli.done(args.toArray(new String[0]));
    return Tables.json(to.resolve("attach.json"));
  }

  /** Asserts that what {@link #attach} made says at full depth what the bundle said before. */
  final void assertSaysTheSameAtFullDepth(Path to, BiConsumer<Row, Row> same) {
    String out = to.resolve("after").toString();
    Cli.done("score", "--bundle=" + to.resolve("fitted"), "--input=" + corpus(), "--output=" + out);
    List<Row> after = SparkSession.active().read().parquet(out).orderBy("id").collectAsList();
    List<Row> before = full().rows();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      same.accept(after.get(i), before.get(i));
    }
  }
}
