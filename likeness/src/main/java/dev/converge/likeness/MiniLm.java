package dev.converge.likeness;

import dev.converge.domain.patent.likeness.SentenceModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;

/// `all-MiniLM-L6-v2` with weights of eight bits, by ONNX Runtime on the processor. It was trained
/// on English sentences.
public final class MiniLm implements SentenceModel {
  /// The name that results carry; it changes with the model's file.
  static final String NAME = "all-minilm-l6-v2-q/1.19.0-beta29";

  private final AllMiniLmL6V2QuantizedEmbeddingModel model;

  /// Loads the model, which takes seconds. What it needs is in its jars: nothing is downloaded.
  public MiniLm() {
    // The tokenizer would look for a library for graphics cards otherwise, and download it.
    System.setProperty("RUST_FLAVOR", "cpu");
    System.setProperty("ai.djl.offline", "true");
    model = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] vector(String text) {
    return model.embed(text).content().vector();
  }
}
