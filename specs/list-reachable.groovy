// Tells native-image, ProGuard and R8 what of a generated client is reached by reflection: Retrofit makes a proxy of the
// interface and reads its annotations, Gson fills the fields of the models. Made from the classes themselves, so that a
// new one cannot be forgotten.
//
// Given by the build: classes (the directory they are in), artifact (the name of the module).

File root = new File(classes)
List<String> names = []
root.eachFileRecurse { file ->
  if (file.name.endsWith('.class')) names << root.toPath().relativize(file.toPath()).toString().replace(File.separator, '.') - ~/\.class$/
}
names.sort()
List<String> models = names.findAll { it ==~ /.*\.model\.[^.]+/ }
List<String> interfaces = names.findAll { it ==~ /.*\.api\.[^.$]+/ }
if (!models || !interfaces) throw new IllegalStateException("$artifact: no generated classes in $classes")

void write(String name, String text) {
  File file = new File(classes as String, "META-INF/$name")
  file.parentFile.mkdirs()
  file.setText(text + '\n', 'UTF-8')
}

/** Class names need no escaping in JSON. */
String list(List<String> entries) {
  return "[\n  ${entries.join(',\n  ')}\n]"
}

// In the form that every GraalVM reads, the old ones too.
String nativeImage = "native-image/io.github.ckpt4j/$artifact"
write("$nativeImage/proxy-config.json", list(interfaces.collect { "{\"interfaces\": [\"$it\"]}" as String }))
write("$nativeImage/reflect-config.json", list(
    interfaces.collect { "{\"name\": \"$it\", \"allDeclaredMethods\": true}" as String } + models.collect {
      "{\"name\": \"$it\", \"allDeclaredConstructors\": true, \"allDeclaredFields\": true, \"allDeclaredMethods\": true}" as String
    }))

String pattern = models[0].substring(0, models[0].lastIndexOf('.'))
write("proguard/${artifact}.pro", """\
    # Gson fills the fields and makes the objects.
    -keep class ${pattern}.** { <fields>; <init>(); }
    -keepclassmembers enum ${pattern}.** { *; }
    # Retrofit makes a proxy of the interface and reads its annotations and generic types.
    ${interfaces.collect { "-keep interface $it { *; }" }.join('\n    ')}
    -keepattributes Signature,InnerClasses,EnclosingMethod,*Annotation*
    -dontwarn jakarta.annotation.**""".stripIndent())
