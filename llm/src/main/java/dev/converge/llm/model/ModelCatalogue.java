package dev.converge.llm.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The known models with their prices and capabilities. Immutable.
public final class ModelCatalogue {
  private static final String SHIPPED = "models.yaml";

  private final String asOf;
  private final TreeMap<String, ProviderEntry> providers;
  private final TreeMap<String, ModelEntry> models;

  ModelCatalogue(
      String asOf, TreeMap<String, ProviderEntry> providers, TreeMap<String, ModelEntry> models) {
    this.asOf = asOf;
    this.providers = providers;
    this.models = models;
  }

  /// The catalogue of the distribution.
  public static ModelCatalogue shipped() {
    try (InputStream in = ModelCatalogue.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException(SHIPPED + " is not on the class path");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return CatalogueReader.read(SHIPPED, text, none());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// An empty catalogue.
  public static ModelCatalogue none() {
    return new ModelCatalogue("", new TreeMap<>(), new TreeMap<>());
  }

  /// This catalogue extended by a user's file. The file overrides providers and models that are in
  /// both.
  ///
  /// @throws IOException if the file cannot be read
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if it is not a catalogue
  public ModelCatalogue with(Path file) throws IOException {
    return CatalogueReader.read(file.toString(), Files.readString(file), this);
  }

  /// The date of its prices, or empty.
  public String asOf() {
    return asOf;
  }

  /// The providers by name.
  public TreeMap<String, ProviderEntry> providers() {
    return new TreeMap<>(providers);
  }

  TreeMap<String, ModelEntry> byName() {
    return new TreeMap<>(models);
  }

  /// The models, sorted by provider and name.
  public List<ModelEntry> models() {
    return Collections.unmodifiableList(new ArrayList<>(models.values()));
  }

  /// A model of a provider; empty if the catalogue does not have it.
  public Optional<ModelEntry> model(String provider, String model) {
    return Optional.ofNullable(models.get(provider + "/" + model));
  }

  /// The provider of a model.
  public ProviderEntry provider(ModelEntry model) {
    ProviderEntry provider = providers.get(model.provider());
    if (provider == null) {
      throw new IllegalStateException(model.name() + ": no such provider");
    }
    return provider;
  }
}
