package io.github.ckpt4j.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites the class files of a jar that are older than Java 6 in the format of Java 8. Java cannot store
 * the old format in an archive of classes, so it would read and verify these classes at every start. picocli
 * is compiled that way. Keeps the names, order and times of the entries.
 */
public final class ModernClassFiles {
  private static final int JAVA_6 = 50;

  private ModernClassFiles() {}

  /** @param args the jar to rewrite in place */
  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Path rewritten = Path.of(args[0] + ".rewritten");
    URL[] classes = {jar.toUri().toURL()};
    try (JarFile in = new JarFile(jar.toFile());
        URLClassLoader loader = new URLClassLoader(classes);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(rewritten))) {
      for (JarEntry entry : Collections.list(in.entries())) {
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        copy(in.getInputStream(entry), entry.getName(), out, loader);
        out.closeEntry();
      }
    }
    Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(InputStream in, String name, OutputStream out, ClassLoader loader)
      throws IOException {
    byte[] bytes = in.readAllBytes();
    out.write(name.endsWith(".class") && isOld(bytes) ? modern(bytes, loader) : bytes);
  }

  private static boolean isOld(byte[] file) {
    return ((file[6] & 0xff) << 8 | (file[7] & 0xff)) < JAVA_6;
  }

  /** Newer class files contain stack frames, which Java derives for older ones. */
  private static byte[] modern(byte[] file, ClassLoader loader) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
      @Override
      protected ClassLoader getClassLoader() {
        return loader;
      }
    };
    ClassVisitor raised = new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public void visit(
          int version, int access, String name, String generic, String parent, String[] types) {
        super.visit(Opcodes.V1_8, access, name, generic, parent, types);
      }
    };
    new ClassReader(file).accept(raised, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
