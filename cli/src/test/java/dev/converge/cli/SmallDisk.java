package dev.converge.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A disk of its own in memory, which can be filled. Only the administrator of a machine can have
/// one.
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /// Mounts one over a folder; nothing if that is not allowed here.
  static Optional<SmallDisk> mount(Path folder, int megabytes) throws Exception {
    Files.createDirectories(folder);
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
    return mounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      // There is no such command here.
      return false;
    }
  }

  Path folder() {
    return folder;
  }

  /// Leaves no room for anything else.
  void fill() {
    byte[] block = new byte[BLOCK];
    for (int size = BLOCK; size > 0; size /= 16) {
      try (OutputStream out = Files.newOutputStream(folder.resolve("filler-" + size))) {
        while (true) {
          out.write(block, 0, size);
        }
      } catch (IOException e) {
        // It is full, but for less than one such block.
      }
    }
  }

  /// Gives the room back.
  void free() throws IOException {
    for (int size = BLOCK; size > 0; size /= 16) {
      Files.deleteIfExists(folder.resolve("filler-" + size));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      // Also while something is still open there.
      run("umount", "-l", folder.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
