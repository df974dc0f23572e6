using System.Globalization;

namespace Enforcement.Benchmarks.Harness;

/// <summary>How busy the machine was, and who used its processors; from <c>/proc</c>, so on Linux only.</summary>
internal static class MachineLoad
{
    private const string LoadFile = "/proc/loadavg";

    // USER_HZ; 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Of the last minute.</summary>
    public static string Average() => File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "?";

    /// <summary>Processor time so far of a process, of its children, and of those of them that have ended. Null where the system does not say.</summary>
    public static TimeSpan? OfTree(int process)
    {
        if (!File.Exists(LoadFile))
            return null;
        var ticks = 0L;
        foreach (var folder in Directory.GetDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat)
                if (id == process)
                    ticks += stat.Own + stat.Ended;
                else if (stat.Parent == process)
                    ticks += stat.Own;
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static (int Parent, long Own, long Ended)? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            // The name may hold anything; what follows it does not.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));

            long Ticks(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }
}
