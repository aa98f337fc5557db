// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java of the pages: the blocks of a page, one after the other, are compiled and run. */
@ExtendWith(SparkExtension.class)
final class JavaBlocksTest {
  private static final String PROGRAM =
      """
      import io.offramp.calibration.policy.ExitPolicy;
      import io.offramp.spark.ml.*;
      import org.apache.spark.ml.*;
      import org.apache.spark.ml.tuning.*;
      import org.apache.spark.sql.*;

      public final class Example {
        public static void run(
            Dataset<Row> rows,
            Dataset<Row> traces,
            ExitPolicy policy,
            String[] labels,
            double[] costs,
            String sha256)
            throws Exception {
          Dataset<Row> heldBack = rows;
          Dataset<Row> corpus = rows;
          Dataset<Row> more = traces;
      %s
        }
      }
      """;

  private final NewsTables news;
  private final Path folder;

  JavaBlocksTest(SparkSession spark, @TempDir Path folder) {
    this.news = new NewsTables(spark, folder);
    this.folder = folder;
  }

  static Stream<Page> pages() {
    return Page.all().stream().filter(page -> !page.blocks("java").isEmpty());
  }

  @Test
  void pages_withJava_areFound() {
    assertThat(pages()).hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void blocks_ofAPage_compileAndRun(Page page) throws Exception {
    String blocks =
        page.blocks("java").stream().map(Page.Block::text).collect(Collectors.joining("\n"));
    Map<String, String> places =
        Map.of(
            "hdfs:///models/news.bundle", news.bundle.folder().toString(),
            "/shared/news.bundle", news.bundle.folder().toString(),
            "/shared/pipeline", folder.resolve("pipeline").toString());
    for (Map.Entry<String, String> place : places.entrySet()) {
      blocks = blocks.replace('"' + place.getKey() + '"', '"' + place.getValue() + '"');
    }
    assertThat(blocks).doesNotContain("\"/shared", "\"hdfs:");
    Path source = folder.resolve("Example.java");
    Tables.text(source, PROGRAM.formatted(blocks));
    compile(page, source);
    try (URLClassLoader classes =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
      classes
          .loadClass("Example")
          .getMethod(
              "run",
              Dataset.class,
              Dataset.class,
              ExitPolicy.class,
              String[].class,
              double[].class,
              String.class)
          .invoke(
              null,
              news.texts(),
              news.traces(),
              news.policy(),
              news.bundle.manifest().labels().toArray(new String[0]),
              news.policy().costs().toArray(),
              news.bundle.sha256());
    }
    assertThat(Files.exists(folder.resolve("pipeline"))).isEqualTo(blocks.contains(".save("));
  }

  private void compile(Page page, Path source) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-proc:none", "-d", folder.toString(), "-cp", classPath()),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as("%s: %s", page, messages).isTrue();
    }
  }

  /** Surefire hides the class path behind a jar of its own. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
