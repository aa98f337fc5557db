// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.hf.ExportReport;
import io.offramp.engine.hf.Exporter;
import io.offramp.spark.job.OutputFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code offramp export}. */
@Command(
    name = "export",
    description =
        "Writes a bundle as a folder in Hugging Face's layout, which other programs read as an encoder, and 'import' as the same bundle.")
final class ExportCommand extends LocalCommand {
  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "BUNDLE",
      description = "Folder of the bundle.")
  String bundle = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write; must not exist.")
  String out = "";

  @Override
  void check() {
    requireHere("--bundle", bundle);
    requireNamed("--out", out);
    OutputFile.requireLocal("--out", "checkpoint", out);
  }

  @Override
  int work(Terminal terminal) {
    ExportReport report = Exporter.run(Bundle.open(Path.of(bundle)), Path.of(out));
    report.notes().forEach(terminal::log);
    terminal.print("checkpoint %s: %s".formatted(report.folder(), report.modelType()));
    return ExitCode.DONE;
  }
}
