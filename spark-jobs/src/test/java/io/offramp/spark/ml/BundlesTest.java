// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.calibration.json.Sha256;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.spark.fixture.MockFileSystem;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SparkExtension.class)
final class BundlesTest {
  private final Path folder;
  private final Configuration hadoop;

  BundlesTest(SparkSession spark, @TempDir Path folder) {
    this.folder = folder;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    MockFileSystem.settings(folder, folder.resolve("opened")).forEach(hadoop::set);
  }

  @AfterEach
  void forgetTheFileSystem() {
    MockFileSystem.settings(folder, folder).keySet().forEach(hadoop::unset);
  }

  @Test
  void open_pathOrFileUri_opensInPlace() {
    Path place = TinyBundle.copyTo(folder.resolve("with space"));
    Bundle byPath = Bundles.open(place.toString());
    assertThat(byPath.sha256()).isEqualTo(TinyBundle.get().sha256());
    assertThat(byPath.folder()).isEqualTo(place);
    assertThat(Bundles.open(place.toUri().toString()).folder()).isEqualTo(place);
  }

  @Test
  void open_uriOfAHadoopFileSystem_fetchesAndKnowsWhereItIsFrom() {
    TinyBundle.copyTo(folder.resolve("bundle"));
    String location = "mock:///bundle";
    Bundle bundle = Bundles.open(location);
    assertThat(bundle.sha256()).isEqualTo(TinyBundle.get().sha256());
    assertThat(bundle.location()).isEqualTo(location);
    assertThat(bundle.folder()).isDirectory().hasFileName(bundle.sha256());
  }

  @Test
  void open_schemeThatHadoopDoesNotKnow_isRefused() {
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> Bundles.open("nosuch://host/bundle"))
        .withMessage(
            "Cannot open bundle nosuch://host/bundle: Hadoop has no file system for 'nosuch:' (must be one such as hdfs: or s3a:; its jar belongs on the class path of the driver and the executors)");
  }

  @Test
  void open_fileSystemWhoseJarIsMissing_isRefused() {
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> Bundles.open("s3a://bucket/bundle"))
        .withMessageStartingWith(
            "Cannot open bundle s3a://bucket/bundle: the file system for 's3a:' does not start: ")
        .withMessageContaining("S3AFileSystem not found (see that its jar is on the class path");
  }

  @Test
  void open_uriThatIsNone_isRefused() {
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> Bundles.open("hdfs:bundle"))
        .withMessageStartingWith("Cannot open bundle hdfs:bundle: ")
        .withMessageContaining("(must be as hdfs://host/folder)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:bundle", "file:///with space", "file:///%zz", "\0"})
  void open_noPath_isRefused(String location) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bundles.open(location))
        .withMessage(
            "Cannot open bundle %s: it is no path (must be as /folder/name, or file:///folder/name with %%20 for a blank)"
                .formatted(location));
  }

  @Test
  void open_plainPathThatIsNotHere_saysWhereTheDefaultFileSystemHasIt() {
    String old = hadoop.get("fs.defaultFS");
    try {
      hadoop.set("fs.defaultFS", "hdfs://names:8020");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Bundles.open("/no/such.bundle"))
          .withMessage(
              "Cannot open bundle /no/such.bundle: there is no such folder on this machine (correct the path; a bundle on the default file system is hdfs://names:8020/no/such.bundle)");
      assertThat(Bundles.open(TinyBundle.get().folder().toString()).location())
          .as("a plain path stays one of this machine")
          .isEqualTo(TinyBundle.get().folder().toString());
    } finally {
      hadoop.set("fs.defaultFS", old);
    }
  }

  @Test
  void policy_readByPathOrUri_isTheSame() {
    ExitPolicy policy = TinyBundle.policy(TinyBundle.get(), 0.9, 0.9);
    Path file = folder.resolve("policy file.json");
    ExitPolicyParser.write(policy, file);
    Policies.Read expected = new Policies.Read(policy, Sha256.of(file));
    assertThat(Policies.read(file.toString())).isEqualTo(expected);
    assertThat(Policies.read(file.toUri().toString())).isEqualTo(expected);
    assertThat(Policies.read("mock:///policy file.json")).isEqualTo(expected);
  }

  @Test
  void policy_thatCannotBeReadThere_isRefused() throws IOException {
    String missing = "mock:///none.json";
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Policies.read(missing))
        .withMessage(
            "Cannot read policy %s: there is no such file (correct the location, or copy it there)"
                .formatted(missing));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Policies.read("nosuch://host/p.json"))
        .withMessageStartingWith("Cannot read policy nosuch://host/p.json: Hadoop has no file");
    Path binary = folder.resolve("binary.json");
    Files.write(binary, "policy\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> Policies.read("mock:///binary.json"))
        .withMessageContaining("not UTF-8 text (must be UTF-8; copy or convert it)");
  }
}
