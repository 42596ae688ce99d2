# Sourced by mvnw and converge (POSIX sh). Finds a JDK 25 and exports it as JAVA_HOME,
# or says what is missing and exits with status 3.

CONVERGE_JAVA_RELEASE=25

# True when $1 is the home of a JDK (not only a runtime) of the wanted release.
# The `release` file is read first because starting a JVM costs time; it is missing in some packages.
converge_is_jdk() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    grep -q "^JAVA_VERSION=\"$CONVERGE_JAVA_RELEASE[.\"+-]" "$1/release"
  else
    "$1/bin/javac" -version 2>&1 | grep -q "^javac $CONVERGE_JAVA_RELEASE\([.+-]\|\$\)"
  fi
}

# Prints the home of the java on the PATH, with every symbolic link followed.
converge_java_on_path() {
  converge_link="$(command -v java 2>/dev/null)" || return 0
  while [ -h "$converge_link" ]; do
    converge_target="$(readlink "$converge_link")"
    case "$converge_target" in
      /*) converge_link="$converge_target" ;;
      *) converge_link="$(dirname "$converge_link")/$converge_target" ;;
    esac
  done
  (cd "$(dirname "$converge_link")/.." 2>/dev/null && pwd -P) || :
}

# Prints one candidate a line, the nearest to the user's own choice first.
converge_jdk_candidates() {
  printf '%s\n' "${JAVA_HOME-}"
  converge_java_on_path
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$CONVERGE_JAVA_RELEASE" 2>/dev/null || :
  fi
  set +f
  for converge_dir in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java /opt/java/* /opt/jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.local/share/mise/installs/java/* \
    "${HOME-}"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
    [ -d "$converge_dir" ] && printf '%s\n' "$converge_dir"
  done
  return 0
}

converge_find_jdk() {
  # The fast path: no subshell when the caller's JAVA_HOME already fits.
  if converge_is_jdk "${JAVA_HOME-}"; then
    export JAVA_HOME
    return 0
  fi
  converge_found="$(
    converge_jdk_candidates | while IFS= read -r converge_candidate; do
      if converge_is_jdk "$converge_candidate"; then
        printf '%s\n' "$converge_candidate"
        break
      fi
    done
  )"
  if [ -z "$converge_found" ]; then
    cat >&2 <<-MESSAGE
	converge needs a JDK $CONVERGE_JAVA_RELEASE (java and javac) and found none: not in JAVA_HOME, not on the PATH, not in the usual places.
	Install one, for example from https://adoptium.net/temurin/releases/?version=$CONVERGE_JAVA_RELEASE or with your package manager
	(sdk install java $CONVERGE_JAVA_RELEASE-tem, brew install openjdk@$CONVERGE_JAVA_RELEASE), or set JAVA_HOME to one, and try again.
	MESSAGE
    exit 3
  fi
  JAVA_HOME="$converge_found"
  export JAVA_HOME
}

converge_find_jdk
