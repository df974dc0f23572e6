using System.Text.Json;
using Enforcement.Persistence.Embedded;

namespace Enforcement.Tests.Architecture;

/// <summary>No version with a known hole comes in, not even through a package of a package.</summary>
public sealed class PackageTests
{
    /// <summary>The first version that is fine, where the service would get the package at all.</summary>
    private static readonly Dictionary<string, Version> SafeFrom = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AutoMapper"] = new(15, 1, 3), // CVE-2026-32933: recursion without an end
        ["Microsoft.Data.SqlClient"] = new(5, 1, 3), // CVE-2024-0056
        ["Microsoft.IdentityModel.JsonWebTokens"] = new(7, 1, 2), // CVE-2024-21319
        ["Newtonsoft.Json"] = new(13, 0, 1), // CVE-2024-21907
        ["System.Formats.Asn1"] = new(8, 0, 1), // CVE-2024-38095
        ["System.IdentityModel.Tokens.Jwt"] = new(7, 1, 2), // CVE-2024-21319
        ["System.Net.Http"] = new(4, 3, 4), // CVE-2018-8292
        ["System.Text.Encodings.Web"] = new(4, 7, 2), // CVE-2021-26701
        ["System.Text.RegularExpressions"] = new(4, 3, 1), // CVE-2019-0820
    };

    /// <summary>Draws with GDI+: runs on Windows only, and faults on every other machine.</summary>
    private const string WindowsOnly = "System.Drawing.Common";

    private static readonly Version WindowsOnlyFrom = new(5, 0);

    [Fact]
    public void Every_package_of_the_service_is_of_a_version_without_a_known_hole()
    {
        var packages = Packages();
        packages.ShouldContain(package => package.Name == "Npgsql"); // else the file was read wrongly
        packages
            .Where(package =>
                SafeFrom.TryGetValue(package.Name, out var safe) && package.Version < safe
                || package.Name.Equals(WindowsOnly, StringComparison.OrdinalIgnoreCase) && package.Version >= WindowsOnlyFrom
            )
            .ShouldBeEmpty();
    }

    private static List<(string Name, Version Version)> Packages()
    {
        var file = Path.Combine(SourceTree.Root!, "src", "Enforcement", "obj", "project.assets.json");
        using var assets = JsonDocument.Parse(File.ReadAllBytes(file));
        return
        [
            .. assets
                .RootElement.GetProperty("libraries")
                .EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package")
                .Select(library => library.Name.Split('/'))
                .Select(parts => (parts[0], Version.Parse(parts[1].Split('-', '+')[0]))),
        ];
    }
}
