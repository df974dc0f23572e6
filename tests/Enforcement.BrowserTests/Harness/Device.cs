using Microsoft.Playwright;

namespace Enforcement.BrowserTests.Harness;

/// <summary>What a person holds: an officer's phone or a clerk's desktop, its language and its theme.</summary>
public sealed record Device(bool IsPhone, bool IsDark, string Locale)
{
    public static readonly Device Phone = new(IsPhone: true, IsDark: false, "zh-CN");
    public static readonly Device Desktop = new(IsPhone: false, IsDark: false, "zh-CN");

    public Device Dark => this with { IsDark = true };

    public Device English => this with { Locale = "en-GB" };

    internal BrowserNewContextOptions Options(string address) =>
        new()
        {
            BaseURL = address,
            Locale = Locale,
            TimezoneId = "Asia/Shanghai",
            ColorScheme = IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = IsPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            DeviceScaleFactor = IsPhone ? 2 : 1,
            IsMobile = IsPhone,
            HasTouch = IsPhone,
        };
}
