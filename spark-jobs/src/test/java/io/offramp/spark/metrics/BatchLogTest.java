// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.RowText;
import io.offramp.engine.run.Scorers;
import io.offramp.engine.run.ScoringOptions;
import io.offramp.engine.torch.TorchThreads;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log's line for each batch, by the name that the project's logging settings have. */
final class BatchLogTest {
  private final Logger logger = (Logger) LogManager.getLogger("io.offramp.engine.run.Rebatcher");
  private final Notes notes = new Notes();
  private final Level before = logger.getLevel();

  private static final class Notes extends AbstractAppender {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Notes() {
      super("notes", null, null, false, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
    }
  }

  @BeforeEach
  void listen() {
    notes.start();
    logger.addAppender(notes);
  }

  @AfterEach
  void stop() {
    logger.setLevel(before);
    logger.removeAppender(notes);
  }

  private void score() throws IOException {
    TorchThreads.prepare(1);
    Bundle bundle = TinyBundle.get();
    try (EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu())) {
      Scorers.replay(model, row -> 1 + (int) row % 2, ScoringOptions.DEFAULT)
          .score(Collections.nCopies(20, new RowText("apple", null)).iterator())
          .forEachRemaining(outcome -> {});
    }
  }

  @Test
  void debug_on_saysEachBatchOnce() throws IOException {
    logger.setLevel(Level.DEBUG);
    score();
    String model = TinyBundle.get().sha256().substring(0, 12);
    assertThat(notes.lines).hasSize(2);
    assertThat(notes.lines.get(0))
        .matches("DEBUG model=" + model + " stage=1/3 rows=20 seats=24 length=\\d+ millis=[\\d.]+");
    assertThat(notes.lines.get(1))
        .matches("DEBUG model=" + model + " stage=2/3 rows=10 seats=16 length=\\d+ millis=[\\d.]+");
  }

  @Test
  void debug_off_saysNothing() throws IOException {
    score();
    assertThat(notes.lines).isEmpty();
  }
}
