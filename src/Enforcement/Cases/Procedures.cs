namespace Enforcement.Cases;

/// <summary>How a case is handled, as <see cref="CaseFile.Procedure"/> names it.</summary>
public static class Procedures
{
    /// <summary>普通程序, the usual one.</summary>
    public const string Ordinary = "ordinary";

    /// <summary>简易程序, refused until it is built.</summary>
    public const string Summary = "summary";

    public static IReadOnlyList<string> All { get; } = [Ordinary, Summary];
}
