package dev.converge.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The main sources of every module as the compiler parses them: what classes do not keep, which is
/// comments and the text of constants.
final class SourceCode {
  private static final Set<Tree.Kind> TYPES =
      Set.of(
          Tree.Kind.CLASS,
          Tree.Kind.INTERFACE,
          Tree.Kind.ENUM,
          Tree.Kind.RECORD,
          Tree.Kind.ANNOTATION_TYPE);

  /// A declaration.
  ///
  /// @param module that it is in
  /// @param type simple name of the outermost type around it
  /// @param name of the thing; the type's own for a type
  /// @param tree what was parsed
  /// @param comment its documentation, or `null`
  /// @param open whether it is public, and every type around it
  record Declared(
      String module, String type, String name, Tree tree, @Nullable String comment, boolean open) {
    /// The first sentence of the comment.
    String sentence() {
      String text = String.valueOf(comment).strip().replaceAll("\\s+", " ");
      int end = text.indexOf(". ");
      String first = end < 0 ? text : text.substring(0, end + 1);
      int tag = first.indexOf(" @");
      return tag < 0 ? first : first.substring(0, tag);
    }
  }

  private SourceCode() {}

  /// Everything that is declared, in the order of modules, files and lines.
  static List<Declared> declared() {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    List<Declared> all = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(paths()));
      DocTrees comments = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(comments, module(unit), all).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static List<Path> paths() throws IOException {
    List<Path> paths = new ArrayList<>();
    for (String module :
        List.of("core", "engine", "testkit", "domain", "llm", "store", "audit", "runtime", "cli")) {
      try (Stream<Path> walk = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        walk.filter(path -> path.toString().endsWith(".java")).sorted().forEach(paths::add);
      }
    }
    return paths;
  }

  private static String module(CompilationUnitTree unit) {
    return String.valueOf(unit.getPackageName()).split("\\.", -1)[2];
  }

  private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees comments;
    private final String module;
    private final List<Declared> all;

    Scanner(DocTrees comments, String module, List<Declared> all) {
      this.comments = comments;
      this.module = module;
      this.all = all;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void ignored) {
      if (tree.getSimpleName().isEmpty()) {
        return null;
      }
      add(tree, tree.getSimpleName().toString(), tree.getModifiers());
      return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void ignored) {
      add(tree, tree.getName().toString(), tree.getModifiers());
      return null;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void ignored) {
      add(tree, tree.getName().toString(), tree.getModifiers());
      return null;
    }

    private void add(Tree tree, String name, ModifiersTree modifiers) {
      TreePath path = getCurrentPath();
      boolean open = isOpen(modifiers, path.getParentPath());
      String outermost = name;
      for (TreePath up = path.getParentPath(); up != null; up = up.getParentPath()) {
        if (up.getLeaf() instanceof ClassTree type) {
          outermost = type.getSimpleName().toString();
          open &= isOpen(type.getModifiers(), up.getParentPath());
        }
      }
      all.add(new Declared(module, outermost, name, tree, comments.getDocComment(path), open));
    }

    /// Members of interfaces are public without saying so.
    private static boolean isOpen(ModifiersTree modifiers, @Nullable TreePath around) {
      boolean inInterface =
          around != null
              && around.getLeaf() instanceof ClassTree type
              && type.getKind() == Tree.Kind.INTERFACE;
      return modifiers.getFlags().contains(Modifier.PUBLIC)
          || (inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE));
    }
  }

  static boolean isType(Tree tree) {
    return TYPES.contains(tree.getKind());
  }
}
