namespace Enforcement.Identity;

/// <summary>Lines of work 条线. Certificates name them by the short word that departments use.</summary>
public static class LinesOfWork
{
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["urban-management"] = "城管",
        ["natural-resources"] = "国土规划",
        ["housing"] = "住建",
        ["agriculture"] = "农业",
        ["ecology"] = "环保",
        ["water"] = "水利",
        ["transport"] = "交通",
        ["emergency"] = "应急",
        ["fire"] = "消防",
        ["market"] = "市场",
        ["culture"] = "文旅",
        ["heritage"] = "文物",
        ["health"] = "卫健",
        ["forestry"] = "林业",
        ["civil-affairs"] = "民政",
        ["village-construction"] = "村镇",
        ["approval"] = "审批",
        ["education"] = "教育",
        ["village-governance"] = "村治",
    };

    public static IReadOnlyCollection<string> All => Short.Keys;

    /// <summary>As departments write it on an enforcement certificate: 城管. A code that is not known stays as it is.</summary>
    public static string OnCertificate(string field) => Short.GetValueOrDefault(field, field);
}
