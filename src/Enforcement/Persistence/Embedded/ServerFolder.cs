using System.Security.Cryptography;
using System.Text.Json;

namespace Enforcement.Persistence.Embedded;

/// <summary>The folder of one private PostgreSQL and what stands where in it.</summary>
internal sealed class ServerFolder(string path)
{
    /// <summary>Without links, as the system shows the folders of its processes.</summary>
    public string Root { get; } = WithoutLinks(Path.GetFullPath(path));

    public string Cluster => Path.Combine(Root, "cluster");

    /// <summary>initdb works here; the finished cluster is renamed, so one that was cut short is never taken for a whole one.</summary>
    public string ClusterInTheMaking => Path.Combine(Root, "cluster.new");

    public string Log => Path.Combine(Root, "log");

    /// <summary>The major version that made the cluster, and that alone can open it. Null before the first start.</summary>
    public int? ClusterMajor =>
        File.Exists(Path.Combine(Cluster, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")), System.Globalization.CultureInfo.InvariantCulture)
            : null;

    public void Create() => Directory.CreateDirectory(Root);

    /// <summary>Held while a server is started or stopped: a second starter waits, and then finds it running.</summary>
    public async Task<IDisposable> LockAsync(TimeProvider clock, CancellationToken cancel)
    {
        while (true)
        {
            if (TryOpen("starting.lock", FileAccess.ReadWrite, FileShare.None) is { } held)
                return held;
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancel);
        }
    }

    /// <summary>Says that a process works with the server. The system takes it back however the process ends.</summary>
    public IDisposable Use() =>
        TryOpen("in-use", FileAccess.Read, FileShare.Read) ?? throw new IOException($"{Path.Combine(Root, "in-use")} cannot be opened.");

    public bool IsUsed()
    {
        using var alone = TryOpen("in-use", FileAccess.ReadWrite, FileShare.None);
        return alone is null;
    }

    public Secrets ReadSecrets() => JsonSerializer.Deserialize<Secrets>(File.ReadAllText(SecretsFile))!;

    public Secrets MakeSecrets()
    {
        var secrets = new Secrets(NewPassword(), NewPassword(), NewPassword());
        WriteSecret(SecretsFile, JsonSerializer.Serialize(secrets));
        return secrets;
    }

    /// <summary>A file that only its owner can read.</summary>
    public static void WriteSecret(string path, string content)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }

    private string SecretsFile => Path.Combine(Root, "passwords.json");

    private static string NewPassword() => Convert.ToHexString(RandomNumberGenerator.GetBytes(24));

    private static string WithoutLinks(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var here = new DirectoryInfo(Path.Combine(WithoutLinks(parent), Path.GetFileName(path)));
        return here.Exists && here.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : here.FullName;
    }

    private FileStream? TryOpen(string name, FileAccess access, FileShare share)
    {
        try
        {
            var file = Path.Combine(Root, name);
            if (!File.Exists(file))
                File.WriteAllBytes(file, []);
            return new FileStream(file, FileMode.Open, access, share);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Superuser of the cluster, and our two roles in it.</summary>
    internal sealed record Secrets(string Superuser, string Owner, string App);
}
